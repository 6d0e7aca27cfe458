"""A creator's page of earnings, and the page of the sandbox that asks where the money goes."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.hands import POINTER, Hand


class EarningsPage:
    """The sums, the account, every entry."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Earnings", level=1)
        self.set_up = page.get_by_role("button", name="Set up payouts")
        self.open_stripe = page.get_by_role("button", name="Open Stripe")
        self.entries = page.get_by_role("list", name="Entries")
        self.wanted = page.get_by_role("list", name="What Stripe asks for")
        self.sent = page.get_by_role("list", name="Payouts")

    def open(self) -> "EarningsPage":
        self.page.goto("/studio/earnings")
        expect(self.heading).to_be_visible()
        return self

    def figure(self, name: str) -> Locator:
        """Return one of the numbers on top, with its note."""
        return self.page.locator(".kpi").filter(has_text=name)

    def entry(self, number: str) -> Locator:
        """Return the entry of an order."""
        return self.entries.get_by_role("article", name=f"order {number}")


class OnboardingPage:
    """The sandbox's page where somebody who is paid tells who they are."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Sandbox payout account")
        self.first_name = page.get_by_role("textbox", name="First name")
        self.last_name = page.get_by_role("textbox", name="Last name")
        self.born = page.get_by_role("textbox", name="Date of birth")
        self.bank = page.get_by_role("textbox", name="Bank account number")
        self.terms = page.get_by_role("checkbox", name="I agree")
        self.submit = page.get_by_role("button", name="Agree and submit")
        self.received = page.get_by_role("list", name="Received")
        self.back = page.get_by_role("link", name="Back to the shop").first

    def is_open(self) -> "OnboardingPage":
        expect(self.heading).to_be_visible()
        return self

    def tell(self, *, by: Hand = POINTER) -> None:
        """Fill in everything, and submit."""
        self.is_open()
        by.type(self.first_name, "Rui")
        by.type(self.last_name, "Martins")
        by.type(self.born, "1991-04-05")
        by.type(self.bank, "000123456789")
        by.check(self.terms)
        by.press(self.submit)
