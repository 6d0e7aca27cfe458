"""The page of the Stripe sandbox on which people pay."""

from playwright.sync_api import Page, expect

from tests.e2e.hands import POINTER, Hand

SUCCEEDS = "4242 4242 4242 4242"
DECLINED = "4000 0000 0000 0002"
CONFIRMS = "4000 0025 0000 3155"
FAILS_LATER = "4000 0000 0000 0341"  # is taken, and refused when it is charged


class SandboxCheckout:
    """What is paid for, the card, and where it goes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Sandbox checkout")
        self.number = page.get_by_role("textbox", name="Card number")
        self.expiry = page.get_by_role("textbox", name="Expiry")
        self.code = page.get_by_role("textbox", name="Security code")
        self.name = page.get_by_role("textbox", name="Name on card")
        self.address = page.get_by_role("textbox", name="Address")
        self.city = page.get_by_role("textbox", name="City")
        self.postal_code = page.get_by_role("textbox", name="Postal code")
        self.country = page.get_by_role("combobox", name="Country")
        self.submit = page.get_by_role("button", name="Pay")
        self.start = page.get_by_role("button", name="Start subscription")
        self.alert = page.get_by_role("alert")
        self.back = page.get_by_role("link", name="Back to the shop")
        self.confirm = page.get_by_role("button", name="Confirm")

    def is_open(self) -> "SandboxCheckout":
        """Return when the page asks for a card."""
        expect(self.heading).to_be_visible()
        return self

    def fill_card(self, number: str, *, by: Hand = POINTER) -> None:
        """Fill in a card."""
        self.is_open()
        by.type(self.number, number)
        by.type(self.expiry, "12 / 34")
        by.type(self.code, "123")
        by.type(self.name, "Ines Duarte")

    def subscribe(self, number: str = SUCCEEDS, *, by: Hand = POINTER) -> None:
        """Fill in a card, and start the subscription."""
        self.fill_card(number, by=by)
        by.press(self.start)

    def pay(self, number: str = SUCCEEDS, *, by: Hand = POINTER) -> None:
        """Fill in everything, and pay."""
        self.fill_card(number, by=by)
        by.type(self.address, "Rua do Sol 4")
        by.type(self.city, "Lisbon")
        by.type(self.postal_code, "1200-001")
        by.choose(self.country, "Portugal")
        by.press(self.submit)
