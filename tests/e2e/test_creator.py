"""The creator's journey, whole: from an account and a file to money, and back."""

import re
from pathlib import Path

from playwright.sync_api import Page, Route, expect

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
    SignUpPage(page).open().sign_up(handle, PASSWORD)
    MailboxPage(page).open().follow_link("Confirm your e-mail address")
    VerifyPage(page).confirm.click()
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
    break_the_line_once(page)
    upload = UploadPage(page).open().send(file)
    upload.caption.fill("Two hours by the harbour.")
    expect(upload.status).to_contain_text("No connection. It goes on by itself")
    page.context.set_offline(False)
    upload.is_ready()
    return page.url.rpartition("/")[2]


def publish(page: Page, clip_id: str) -> None:
    """Trim the clip, pick a cover, add two products and an outside shop, and let it out."""
    studio = StudioVideo(page).open(clip_id)
    studio.end.focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    studio.keep_part.click()
    studio.cover.get_by_role("radio").nth(2).check()
    products = products_of_video(page)
    for title in ("Tidal vase", "Ember lamp"):
        products.find(title)
        products.add.click()
        expect(products.row(title)).to_be_visible()
    products.outside.open.click()
    products.outside.fill("https://shop.example.com/rope", "Harbour rope", "12.50")
    products.outside.add.click()
    products.titles("Tidal vase", "Ember lamp", "Harbour rope")
    expect(products.preview).to_contain_text("Tidal vase")
    studio.publish.click()
    expect(studio.badge).to_have_text("Public", timeout=MADE_MS)


def buy_by(page: Page, clip_id: str) -> str:
    """Watch the clip to its end, and buy what its card shows first; return the order's number."""
    card = FeedPage(page).open_clip(clip_id).watch_to_the_end()
    expect(card.tiles).to_have_count(3)
    card.view.first.click()
    ProductPage(page).is_open().buy_now.click()
    SandboxCheckout(page).pay()
    order = OrderPage(page).is_open()
    expect(order.status).to_have_text("Paid")
    return re.sub(r"\D", "", order.heading.inner_text())


def test_a_newcomer_publishes_sells_is_paid_and_gives_back(
    own_product: RunningProduct, visit: Visit, tmp_path: Path
):
    """Invariant: everything a creator earns can be followed from the file to the cent.

    1. Ada signs up and sends a file; the line breaks half-way and it goes on. 2. She trims it,
    picks a cover, adds two products and an outside shop, sees the end card, and publishes.
    3. In another browser Ines watches to the end, taps the card, and buys. 4. Ada sees the sale
    in her figures and in her earnings, and says where her money goes. 5. 31 days later it is
    there. 6. The brand sends the money back, and so does she.
    """
    page = visit(at=own_product, expects=OFFLINE)
    sign_up(page, "ada")
    clip_id = send(page, phone_video(tmp_path / "a.mp4", seconds=6, bytes_at_least=TWO_PIECES))
    publish(page, clip_id)

    number = buy_by(visit(signed_in_as="ines", at=own_product), clip_id)

    expect(AnalyticsPage(page).open(clip_id).figure("Orders")).to_have_text("1")
    earnings = EarningsPage(page).open()
    expect(earnings.entry(number)).to_contain_text("Pending")
    earnings.set_up.click()
    account = OnboardingPage(page)
    account.tell()
    expect(page.get_by_role("heading", name="You are paid through Stripe")).to_be_visible()

    SandboxPanel(visit(signed_in_as="moderator", at=own_product)).open().advance(30).advance(1)
    expect(earnings.open().entry(number)).to_contain_text("Paid")
    earnings.open_stripe.click()
    expect(account.is_open().received).to_contain_text(f"Commission of order {number}")
    account.back.click()
    expect(earnings.heading).to_be_visible()

    sold = BrandOrdersPage(visit(signed_in_as="noor", at=own_product)).open().order(number)
    sold.refund()
    expect(sold.article).to_contain_text("went back to the buyer.")
    expect(earnings.open().entry(number)).to_contain_text("Reversed")
