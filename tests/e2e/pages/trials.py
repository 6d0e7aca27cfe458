"""My gifts: what was received and sent, and the dialog that asks for consent."""

from playwright.sync_api import Locator, Page, expect


class GiftArticle:
    """One gift, and what can be done with it."""

    def __init__(self, article: Locator) -> None:
        self.article = article
        self.keep = article.get_by_role("button", name="Keep after the trial")
        self.cancel = article.get_by_role("button", name="Cancel")
        self.undo = article.get_by_role("button", name="Undo")
        self.agreed = article.get_by_role("button", name="See what you agreed to")
        self.fix = article.get_by_role("link", name="Fix payment")
        self.history = article.locator("summary", has_text="What happened")
        self.lines = article.get_by_role("list", name="What happened").get_by_role("listitem")


class KeepDialog:
    """The dialog that asks for consent."""

    def __init__(self, page: Page, brand: str) -> None:
        self.dialog = page.get_by_role("dialog", name=f"Keep {brand}")
        self.yes = self.dialog.get_by_role("checkbox", name="Yes, charge me")
        self.go_on = self.dialog.get_by_role("button", name="Continue to payment")
        self.not_now = self.dialog.get_by_role("button", name="Not now")


class TrialsPage:
    """One tab of somebody's gifts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1, name="My gifts")
        self.alert = page.get_by_role("alert")
        self.status = page.get_by_role("main").get_by_role("status")
        self.today = page.locator("section").filter(
            has=page.get_by_role("heading", name="You pay today")
        )

    def open(self, tab: str = "") -> "TrialsPage":
        self.page.goto(f"/trials?tab={tab}" if tab else "/trials")
        expect(self.heading).to_be_visible()
        return self

    def gift(self, name: str) -> GiftArticle:
        """Return a gift by its brand and offer, as `Pandora: 90 days`: of several the first."""
        return GiftArticle(self.page.get_by_role("article", name=name, exact=True).first)

    def dialog(self, brand: str) -> KeepDialog:
        """Return the dialog that asks whether to keep what a brand gives."""
        return KeepDialog(self.page, brand)
