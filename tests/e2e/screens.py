"""Every screen worth looking at: where it is, how to get there, and what stands there then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session

from tests.e2e.made_orders import BUYER, order_in, with_orders
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.product import ProductPage
from tests.e2e.pages.sandbox_checkout import CONFIRMS, DECLINED, SandboxCheckout
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.running_product import RunningProduct


@dataclass(frozen=True)
class Screen:
    """A page in a state worth looking at, how to get there, and what stands there then."""

    name: str
    address: str | Callable[[Session], str]
    there: Callable[[Page], Locator]
    signed_in_as: str | None = None
    reach: Callable[[Page], Any] = lambda page: None
    status: int = 200

    @property
    def is_feed(self) -> bool:
        """Whether it is dark on every device."""
        address = self.address if isinstance(self.address, str) else ""
        return address in {"/", "/following"} or address.startswith("/video/")

    def show(self, page: Page, product: RunningProduct) -> None:
        """Open the screen, arranged first where that is needed; return when it stands there."""
        address = self.address if isinstance(self.address, str) else product.given(self.address)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == self.status
        self.reach(page)
        expect(self.there(page).first).to_be_visible()


def heading(words: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("heading", name=words)


def playing(page: Page) -> Locator:
    return page.locator("article[data-state=playing]")


def card(page: Page) -> Locator:
    return FeedPage(page).card.region


def to_the_end(page: Page) -> None:
    FeedPage(page).plays().watch_to_the_end()


def refused(page: Page) -> None:
    SignInPage(page).sign_in("nobody@example.com", "not the password")
    expect(page.get_by_text("E-mail or password is wrong.")).to_be_visible()


def with_mail(page: Page) -> None:
    origin = "/".join(page.url.split("/")[:3])
    form = {"email": "leo@example.com"}
    page.request.post("/auth/forgot", form=form, headers={"origin": origin})
    page.get_by_role("button", name="Check again").click()


def to_the_payment(page: Page) -> None:
    ProductPage(page).buy_now.click()


def declined(page: Page) -> None:
    to_the_payment(page)
    SandboxCheckout(page).pay(DECLINED)
    expect(SandboxCheckout(page).alert).to_be_visible()


def asked_to_confirm(page: Page) -> None:
    to_the_payment(page)
    SandboxCheckout(page).pay(CONFIRMS)


def refunding(page: Page) -> None:
    page.locator("summary").first.click()


def refused_refund(page: Page) -> None:
    refunding(page)
    page.get_by_role("textbox", name="Amount").first.fill("1000")
    page.get_by_role("button", name="Refund").first.click()
    expect(page.get_by_role("alert")).to_be_visible()


def status(words: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("status").get_by_text(words, exact=True)


def payment(page: Page) -> Locator:
    return SandboxCheckout(page).heading


SCREENS = (
    Screen("for you", "/", playing),
    Screen("end card", "/video/demoBottle", card, reach=to_the_end),
    Screen("end card, several", "/video/demoLamp", card, reach=to_the_end),
    Screen(
        "help",
        "/video/demoOcean",
        lambda page: FeedPage(page).help,
        reach=lambda page: FeedPage(page).plays().press("?"),
    ),
    Screen("following, a stranger", "/following", heading("Sign in to see your people")),
    Screen("following, nobody", "/following", heading("Your people go here"), signed_in_as="ines"),
    Screen("following", "/following", playing, signed_in_as="leo"),
    Screen("product", "/product/tidal-vase", heading("Tidal vase")),
    Screen("product, outside shop", "/product/rose-silk-scarf", heading("Rose silk scarf")),
    Screen("product, sold out", "/product/dunes-print", heading("Dunes at dusk")),
    Screen(
        "sandbox checkout",
        "/product/teal-silk-scarf",
        payment,
        signed_in_as="rush",
        reach=to_the_payment,
    ),
    Screen(
        "sandbox checkout, declined",
        "/product/teal-silk-scarf",
        payment,
        signed_in_as="rush",
        reach=declined,
    ),
    Screen(
        "sandbox checkout, confirm",
        "/product/teal-silk-scarf",
        heading("Confirm this payment"),
        signed_in_as="rush",
        reach=asked_to_confirm,
    ),
    Screen("orders, nobody", "/orders", heading("No orders yet"), signed_in_as="ines"),
    Screen(
        "orders",
        with_orders("/orders"),
        lambda page: page.get_by_text("Partly refunded"),
        signed_in_as=BUYER,
    ),
    Screen(
        "order, waiting", order_in("waiting"), status("Waiting for payment"), signed_in_as=BUYER
    ),
    Screen("order, not paid", order_in("unpaid"), status("Not paid"), signed_in_as=BUYER),
    Screen("order, paid", order_in("paid"), status("Paid"), signed_in_as=BUYER),
    Screen("order, disputed", order_in("disputed"), status("Paid"), signed_in_as=BUYER),
    Screen(
        "order, partly refunded",
        order_in("partly_refunded"),
        status("Partly refunded"),
        signed_in_as=BUYER,
    ),
    Screen("order, refunded", order_in("refunded"), status("Refunded"), signed_in_as=BUYER),
    Screen("order, its creator", order_in("paid"), heading("What you earn"), signed_in_as="maya"),
    Screen(
        "order, not there",
        "/orders/nobodyhasit",
        heading("There is nothing here"),
        signed_in_as=BUYER,
        status=404,
    ),
    Screen(
        "brand orders",
        with_orders("/brand/orders"),
        heading("Brand orders"),
        signed_in_as="noor",
        reach=refunding,
    ),
    Screen(
        "brand orders, refused",
        with_orders("/brand/orders"),
        heading("Brand orders"),
        signed_in_as="noor",
        reach=refused_refund,
    ),
    Screen(
        "brand orders, nothing sold",
        "/brand/orders",
        heading("Nothing sold yet"),
        signed_in_as="rush",
    ),
    Screen("profile", "/u/maya", heading("Maya")),
    Screen("profile without clips", "/u/rush", heading("No clips yet")),
    Screen("sign in", "/sign-in", heading("Welcome back")),
    Screen("sign in, refused", "/sign-in", heading("Welcome back"), reach=refused),
    Screen("sign up", "/sign-up", heading("Create your account")),
    Screen("forgot", "/forgot", heading("Reset your password")),
    Screen("reset", "/reset?token=x", heading("Choose a new password")),
    Screen("verify", "/verify?token=x", heading("Confirm your e-mail")),
    Screen("check your mail", "/verify", heading("Check your mail")),
    Screen("settings", "/settings", heading("Where you are signed in"), signed_in_as="leo"),
    Screen("mailbox, a stranger", "/sandbox", heading("Sign in to read your mail")),
    Screen(
        "mailbox",
        "/sandbox",
        lambda page: page.get_by_role("article", name="Choose a new password"),
        signed_in_as="moderator",
        reach=with_mail,
    ),
    Screen("nothing there", "/nothing-here", heading("There is nothing here"), status=404),
)
