"""The form that opens an account, and the page that confirms its address."""

from playwright.sync_api import Page

from tests.e2e.hands import POINTER, Hand


class SignUpPage:
    """What an account needs."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Create your account")
        self.name = page.get_by_label("Name")
        self.handle = page.get_by_label("Handle")
        self.email = page.get_by_label("Email")
        self.password = page.get_by_label("Password")
        self.submit = page.get_by_role("button", name="Create account")

    def open(self, *, then: str = "") -> "SignUpPage":
        self.page.goto(f"/sign-up?next={then}" if then else "/sign-up")
        self.heading.wait_for()
        return self

    def sign_up(self, handle: str, password: str, *, email: str = "", by: Hand = POINTER) -> None:
        """Fill in everything, and send it."""
        by.type(self.name, handle.capitalize())
        by.type(self.handle, handle)
        by.type(self.email, email or f"{handle}@example.com")
        by.type(self.password, password)
        by.press(self.submit)


class VerifyPage:
    """Where a verification link leads."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.confirm = page.get_by_role("button", name="Confirm my e-mail")
        self.spent = page.get_by_role("heading", name="This link no longer works")
        self.check_your_mail = page.get_by_role("heading", name="Check your mail")
