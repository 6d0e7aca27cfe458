"""The sandbox page as moderators see it: product time, and Stripe's events."""

from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from tests.e2e.hands import POINTER, Hand

MOVE_PATIENCE_MS = 60_000


class SandboxPanel:
    """Product time with its buttons."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.time = page.get_by_role("status", name="Product time")
        self.progress = page.get_by_role("progressbar", name="Moving time")
        self.mail = page.get_by_role("list", name="Mail")
        self.events = page.get_by_role("list", name="Stripe events")

    def open(self) -> "SandboxPanel":
        self.page.goto("/sandbox")
        expect(self.time).to_be_visible()
        return self

    def advance(self, days: int, *, by: Hand = POINTER) -> "SandboxPanel":
        """Press a button, and wait until time has arrived."""
        button = self.button(days)
        by.press(button)
        expect(self.progress.or_(button)).to_be_visible()
        expect(self.progress).to_have_count(0, timeout=MOVE_PATIENCE_MS)
        expect(self.time).to_be_visible()
        return self

    def button(self, days: int) -> Locator:
        return self.page.get_by_role("button", name=f"Advance {days} day", exact=False)

    def now(self) -> datetime:
        return datetime.strptime(self.time.inner_text(), "%d %B %Y, %H:%M")  # noqa: DTZ007
