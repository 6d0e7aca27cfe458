"""The mailbox of an installation without a mail server."""

from playwright.sync_api import Locator, Page


class MailboxPage:
    """The messages, the newest first."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.mails = page.get_by_role("list", name="Mail").get_by_role("article")
        self.signed_out = page.get_by_role("heading", name="Sign in to read your mail")

    def open(self) -> "MailboxPage":
        self.page.goto("/sandbox")
        self.mails.first.or_(self.signed_out).wait_for()
        return self

    def mail(self, subject: str) -> Locator:
        return self.mails.filter(has=self.page.get_by_role("heading", name=subject)).first

    def follow_link(self, subject: str) -> None:
        self.mail(subject).get_by_role("link").first.click()
