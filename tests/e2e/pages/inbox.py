"""Messages: the list of conversations, and one of them."""

import re

from playwright.sync_api import Locator, Page, expect


class InboxPage:
    """The list, and beside it a conversation."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.conversations = page.get_by_role("list", name="Conversations")
        self.log = page.get_by_role("log", name="Messages")
        self.box = page.get_by_role("textbox", name="Message")
        self.send = page.get_by_role("button", name="Send", exact=True)
        self.try_again = page.get_by_role("button", name="Try again")
        self.accept = page.get_by_role("button", name="Accept")
        self.more = page.get_by_role("button", name="More")
        self.navigation = page.get_by_role("navigation", name="Main", exact=True)
        self.unread = self.navigation.get_by_role("img", name="unread")
        self.empty = page.get_by_role("heading", name="Say something small")

    def open(self, address: str = "/inbox") -> "InboxPage":
        self.page.goto(address)
        return self

    def write_to(self, handle: str) -> "InboxPage":
        """Go to somebody's profile and from there to the conversation with them."""
        self.page.goto(f"/u/{handle}")
        self.page.get_by_role("button", name="Message").click()
        expect(self.box).to_be_visible()
        return self

    def find(self, handle: str) -> "InboxPage":
        """Begin a message from the inbox itself: find somebody, and go to the conversation."""
        self.page.get_by_role("button", name="New message").click()
        dialog = self.page.get_by_role("dialog", name="New message")
        dialog.get_by_role("searchbox", name="Find a person").fill(handle)
        expect(
            dialog.get_by_role("option", name=re.compile(rf"@{re.escape(handle)}$"))
        ).to_be_visible()
        self.page.keyboard.press("Enter")
        expect(self.box).to_be_visible()
        return self

    def say(self, text: str) -> None:
        """Type a message and send it by Enter."""
        self.box.fill(text)
        self.box.press("Enter")

    def message(self, text: str) -> Locator:
        return self.log.get_by_text(text, exact=True)

    def with_person(self, name: str) -> Locator:
        return self.conversations.get_by_role("link", name=name)
