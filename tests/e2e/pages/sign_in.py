"""The form that signs in."""

from playwright.sync_api import Page


class SignInPage:
    """E-mail and password."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Welcome back")
        self.email = page.get_by_label("Email")
        self.password = page.get_by_label("Password")
        self.submit = page.get_by_role("button", name="Sign in")
        self.reset_it = page.get_by_role("link", name="Reset it")

    def open(self, *, then: str = "") -> "SignInPage":
        self.page.goto(f"/sign-in?next={then}" if then else "/sign-in")
        self.heading.wait_for()
        return self

    def sign_in(self, email: str, password: str) -> None:
        self.email.fill(email)
        self.password.fill(password)
        self.submit.click()


class ForgotPage:
    """The form that sends a link for a new password."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.email = page.get_by_label("Email")
        self.submit = page.get_by_role("button", name="Send the link")
        self.status = page.get_by_role("status")

    def ask(self, email: str) -> None:
        self.page.goto("/forgot")
        self.email.fill(email)
        self.submit.click()


class ResetPage:
    """The form that a reset link opens."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.password = page.get_by_label("Password")
        self.submit = page.get_by_role("button", name="Set the password")

    def choose(self, password: str) -> None:
        self.password.fill(password)
        self.submit.click()
