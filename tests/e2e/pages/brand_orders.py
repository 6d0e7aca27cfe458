"""What a brand sold, and the money that it sends back."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.hands import POINTER, Hand


class SoldOrder:
    """One order of the brand."""

    def __init__(self, article: Locator) -> None:
        self.article = article
        self.disclosure = article.locator("summary")
        self.amount = article.get_by_role("textbox", name="Amount")
        self.submit = article.get_by_role("button", name="Refund")
        self.status = article.get_by_role("status")
        self.alert = article.get_by_role("alert")

    def refund(self, amount: str = "", *, by: Hand = POINTER) -> None:
        """Send an amount back; all that is left when none is named."""
        if not self.amount.is_visible():
            by.press(self.disclosure)
        by.type(self.amount, amount)
        by.press(self.submit)


class BrandOrdersPage:
    """The orders of the brand, the newest first."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1, name="Brand orders")

    def open(self) -> "BrandOrdersPage":
        self.page.goto("/brand/orders")
        expect(self.heading).to_be_visible()
        return self

    def order(self, number: str) -> SoldOrder:
        """Return the order of this number."""
        return SoldOrder(self.page.get_by_role("article", name=f"Order {number}:"))
