"""The programme, and the dialog that sends a gift."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.hands import POINTER, Hand


class GesturesPage:
    """The season's offers, and what was sent."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1, name="Small Gestures")
        self.send_gift = page.get_by_role("button", name="Send Gift")
        self.sent = page.get_by_role("list", name="Sent gifts").get_by_role("article")
        self.main = page.get_by_role("main")

    def open(self, *, to: str = "") -> "GesturesPage":
        self.page.goto(f"/gestures?to={to}" if to else "/gestures")
        expect(self.heading).to_be_visible()
        return self

    def compose(self, *, by: Hand = POINTER) -> "SendDialog":
        """Open the dialog."""
        by.press(self.send_gift)
        return SendDialog(self.page).is_open()


class SendDialog:
    """Offers, a person or a link, a note."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialog = page.get_by_role("dialog", name="Send a gift")
        self.offers = self.dialog.get_by_role("list", name="Offers").get_by_role("article")
        self.search = self.dialog.get_by_role("searchbox", name="Find a person")
        self.as_link = self.dialog.get_by_role("button", name="Copy a link instead")
        self.note = self.dialog.get_by_role("textbox", name="Note")
        self.terms = self.dialog.get_by_role("region", name="Terms of the gift")
        self.preview = self.dialog.get_by_role("complementary", name="Preview")
        self.send = self.dialog.get_by_role("button", name="Send", exact=True)
        self.alert = self.dialog.get_by_role("alert")
        self.link = self.dialog.get_by_role("textbox", name="Link")
        self.conversation = self.dialog.get_by_role("link", name="Open the conversation")
        self.close = self.dialog.get_by_role("button", name="Close")

    def is_open(self) -> "SendDialog":
        """Return when it stands there."""
        expect(self.dialog).to_be_visible()
        return self

    def offer(self, name: str) -> Locator:
        return self.dialog.get_by_role("article", name=name)

    def choose(self, name: str, *, by: Hand = POINTER) -> "SendDialog":
        """Choose an offer."""
        by.press(self.offer(name).get_by_role("button", name="Choose"))
        expect(self.search).to_be_visible()
        return self

    def person(self, handle: str) -> Locator:
        """The one with just this handle, of all whose handle begins like it."""
        return self.dialog.get_by_role("option", name=re.compile(rf"@{re.escape(handle)}$"))

    def find(self, handle: str, *, by: Hand = POINTER) -> "SendDialog":
        """Search for somebody and choose them."""
        by.type(self.search, handle)
        by.pick(self.person(handle), of=self.search)
        expect(self.person(handle)).to_have_attribute("aria-selected", "true")
        return self
