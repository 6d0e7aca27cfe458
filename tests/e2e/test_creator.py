"""The creator's journey, whole: from an account and a file to money, and back."""

import re
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.e2e.accessibility import harm_found
from tests.e2e.keyboard import Keyboard
from tests.e2e.made_uploads import PIECE_BYTES, phone_video
from tests.e2e.pages.analytics import AnalyticsPage
from tests.e2e.pages.brand_orders import BrandOrdersPage
from tests.e2e.pages.earnings import EarningsPage, OnboardingPage
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.mailbox import MailboxPage
from tests.e2e.pages.orders import OrderPage
from tests.e2e.pages.product import ProductPage
from tests.e2e.pages.products import products_of_video
from tests.e2e.pages.sandbox_checkout import SandboxCheckout
from tests.e2e.pages.sandbox_panel import SandboxPanel
from tests.e2e.pages.sign_up import SignUpPage, VerifyPage
from tests.e2e.pages.studio import StudioVideo
from tests.e2e.pages.upload import UploadPage
from tests.e2e.running_product import RunningProduct
from tests.e2e.visitors import Visit
from tests.people import PASSWORD

MADE_MS = 60_000
TWO_PIECES = PIECE_BYTES + 1_000_000
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "WebSocket", "ERR_FAILED", "net::")


def sign_up(page: Page, handle: str) -> None:
    """Open an account and confirm its address."""
    keys = Keyboard(page)
    SignUpPage(page).open().sign_up(handle, PASSWORD, by=keys)
    expect(FeedPage(page).region).to_be_visible()
    mailbox = MailboxPage(page).open()
    keys.press(mailbox.mail("Confirm your e-mail address").get_by_role("link").first)
    keys.press(VerifyPage(page).confirm)
    expect(page.get_by_role("status").get_by_text("is confirmed")).to_be_visible()


def break_the_line_once(page: Page) -> None:
    """Have the connection break when the second piece of a file begins."""
    broken: list[Route] = []

    def pass_on(route: Route) -> None:
        begins = route.request.headers.get("upload-offset")
        if route.request.method == "PATCH" and begins == str(PIECE_BYTES) and not broken:
            broken.append(route)
            page.context.set_offline(True)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/api/uploads/*", pass_on)


def send(page: Page, file: Path) -> str:
    """Send a file over a line that breaks half-way; return the id of the clip it became."""
    keys = Keyboard(page)
    break_the_line_once(page)
    upload = UploadPage(page).open()
    with page.expect_file_chooser() as chooser:
        keys.press(upload.file)
    chooser.value.set_files(str(file))
    keys.type(upload.caption, "Two hours by the harbour.")
    expect(upload.status).to_contain_text("No connection. It goes on by itself")
    page.context.set_offline(False)
    upload.is_ready()
    return page.url.rpartition("/")[2]


def publish(page: Page, clip_id: str) -> None:
    """Trim the clip, pick a cover, add two products and an outside shop, and let it out."""
    keys = Keyboard(page)
    studio = StudioVideo(page).open(clip_id)
    keys.press(studio.cover.get_by_role("radio").first, "ArrowRight", "ArrowRight")
    keys.press(studio.end, *["ArrowLeft"] * 10)
    keys.press(studio.keep_part)
    products = products_of_video(page)
    for title in ("Tidal vase", "Ember lamp"):
        keys.type(products.search, title)
        expect(products.options.first).to_contain_text(title)
        keys.press(products.add)
        expect(products.row(title)).to_be_visible()
    keys.press(products.outside.open)
    products.outside.fill("https://shop.example.com/rope", "Harbour rope", "12.50", by=keys)
    keys.press(products.outside.add)
    products.titles("Tidal vase", "Ember lamp", "Harbour rope")
    expect(products.preview).to_contain_text("Tidal vase")
    assert harm_found(page) == []
    keys.press(studio.publish)
    expect(studio.badge).to_have_text("Public", timeout=MADE_MS)


def buy_by(page: Page, clip_id: str) -> str:
    """Watch the clip to its end, and buy what its card shows first; return the order's number."""
    keys = Keyboard(page)
    card = FeedPage(page).open_clip(clip_id).watch_to_the_end()
    expect(card.tiles).to_have_count(3)
    keys.press(card.view.first)
    keys.press(ProductPage(page).is_open().buy_now)
    SandboxCheckout(page).pay(by=keys)
    order = OrderPage(page).is_open()
    expect(order.status).to_have_text("Paid")
    return re.sub(r"\D", "", order.heading.inner_text())


def test_a_newcomer_publishes_sells_is_paid_and_gives_back(
    moving_product: RunningProduct, visit: Visit, tmp_path: Path
):
    """Invariant: everything a creator earns can be followed from the file to the cent.

    All by keyboard alone. 1. Ada signs up and sends a file; the line breaks half-way and it goes
    on. 2. She trims it, picks a cover, adds two products and an outside shop, sees the end card,
    and publishes. 3. In another browser Ines watches to the end, opens what the card shows, and
    buys. 4. Ada sees the sale in her figures and in her earnings, and says where her money goes.
    5. 31 days later it is there. 6. The brand sends the money back, and so does she.
    """
    page = visit(at=moving_product, expects=OFFLINE)
    keys = Keyboard(page)
    sign_up(page, "ada")
    clip_id = send(page, phone_video(tmp_path / "a.mp4", seconds=6, bytes_at_least=TWO_PIECES))
    publish(page, clip_id)

    number = buy_by(visit(signed_in_as="ines", at=moving_product), clip_id)

    expect(AnalyticsPage(page).open(clip_id).figure("Orders")).to_have_text("1")
    earnings = EarningsPage(page).open()
    expect(earnings.entry(number)).to_contain_text("Pending")
    keys.press(earnings.set_up)
    account = OnboardingPage(page)
    account.tell(by=keys)
    expect(page.get_by_role("heading", name="You are paid through Stripe")).to_be_visible()

    moderator = visit(signed_in_as="moderator", at=moving_product)
    hand = Keyboard(moderator)
    SandboxPanel(moderator).open().advance(30, by=hand).advance(1, by=hand)
    expect(earnings.open().entry(number)).to_contain_text("Paid")
    assert harm_found(page) == []
    keys.press(earnings.open_stripe)
    expect(account.is_open().received).to_contain_text(f"Commission of order {number}")
    keys.press(account.back)
    expect(earnings.heading).to_be_visible()

    brand = visit(signed_in_as="noor", at=moving_product)
    sold = BrandOrdersPage(brand).open().order(number)
    sold.refund(by=Keyboard(brand))
    expect(sold.article).to_contain_text("went back to the buyer.")
    expect(earnings.entry(number)).to_contain_text("Reversed")
