"""What a brand sold, and the money that it sends back."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.keyboard import Keyboard


class SoldOrder:
    """One order of the brand."""

    def __init__(self, article: Locator) -> None:
        self.article = article
        self.disclosure = article.locator("summary")
        self.amount = article.get_by_role("textbox", name="Amount")
        self.submit = article.get_by_role("button", name="Refund")
        self.status = article.get_by_role("status")
        self.alert = article.get_by_role("alert")

    def refund(self, amount: str = "") -> None:
        """Send an amount back; all that is left when none is named."""
        if not self.amount.is_visible():
            self.disclosure.click()
        self.amount.fill(amount)
        self.submit.click()

    def refund_by(self, keys: Keyboard) -> None:
        """Send all that is left back, by keyboard alone."""
        keys.press(self.disclosure)
        keys.press(self.submit)


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
