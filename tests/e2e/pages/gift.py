"""A gift, in a conversation or on its public page."""

from playwright.sync_api import Page, expect


class GiftArticle:
    """The one gift that stands on the page."""

    def __init__(self, page: Page, sender: str) -> None:
        self.page = page
        self.article = page.get_by_role("article", name=f"Gift from {sender}")
        self.open_gift = self.article.get_by_role("button", name="Open gift")
        self.accept = self.article.get_by_role("button", name="Accept")
        self.not_for_me = self.article.get_by_role("button", name="Not for me")
        self.show_code = self.article.get_by_role("button", name="Show my code")
        self.status = self.article.get_by_role("status").first
        self.clips = self.article.get_by_role("group", name="A video of yours with it")
        self.alert = self.article.get_by_role("alert")

    def open(self, address: str) -> "GiftArticle":
        """Open the page that it stands on."""
        self.page.goto(address)
        expect(self.article).to_be_visible()
        return self

    def is_accepted(self) -> "GiftArticle":
        """Return when it says so."""
        expect(self.article.get_by_text("Accepted", exact=True)).to_be_visible()
        return self

    def swap_for(self, name: str) -> None:
        """Make it another gift."""
        self.article.get_by_text("Swap it for another gift").click()
        self.article.get_by_label("Another gift").select_option(label=name)
        self.article.get_by_role("button", name="Swap", exact=True).click()

    def thank(self, words: str, *, clip: str = "") -> None:
        """Send the giver a line, and the clip with this caption."""
        self.article.get_by_text("Say thanks", exact=True).click()
        self.article.get_by_label("Your thanks").fill(words)
        if clip:
            self.clips.get_by_role("radio", name=clip).check()
        self.article.get_by_role("button", name="Send thanks").click()

    def fill_address(self, **lines: str) -> None:
        """Say where an item goes."""
        for label, words in lines.items():
            self.article.get_by_label(label.replace("_", " "), exact=True).fill(words)
        self.article.get_by_label("Country of the address").select_option("PT")
