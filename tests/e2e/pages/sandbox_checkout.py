"""The page of the Stripe sandbox on which people pay."""

from playwright.sync_api import Page, expect

from tests.e2e.keyboard import Keyboard

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

    def fill_card(self, number: str) -> None:
        """Fill in a card."""
        self.is_open()
        self.number.fill(number)
        self.expiry.fill("12 / 34")
        self.code.fill("123")
        self.name.fill("Ines Duarte")

    def subscribe(self, number: str = SUCCEEDS) -> None:
        """Fill in a card, and start the subscription."""
        self.fill_card(number)
        self.start.click()

    def pay(self, number: str = SUCCEEDS) -> None:
        """Fill in everything, and pay."""
        self.fill_card(number)
        self.address.fill("Rua do Sol 4")
        self.city.fill("Lisbon")
        self.postal_code.fill("1200-001")
        self.country.select_option("PT")
        self.submit.click()

    def fill_card_by(self, keys: Keyboard) -> None:
        """Fill in a card that succeeds, by keyboard alone."""
        self.is_open()
        keys.type(self.number, SUCCEEDS.replace(" ", ""))
        keys.type(self.expiry, "1234")
        keys.type(self.code, "123")
        keys.type(self.name, "Ines Duarte")

    def subscribe_by(self, keys: Keyboard) -> None:
        """Fill in a card, and start the subscription, by keyboard alone."""
        self.fill_card_by(keys)
        keys.press(self.start)

    def pay_by(self, keys: Keyboard) -> None:
        """Fill in everything, and pay, by keyboard alone."""
        self.fill_card_by(keys)
        keys.type(self.address, "Rua do Sol 4")
        keys.type(self.city, "Lisbon")
        keys.type(self.postal_code, "1200-001")
        keys.press(self.country, *"Portugal")
        keys.press(self.submit)
