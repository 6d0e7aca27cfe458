"""Every screen worth looking at: where it is, how to get there, and what stands there then."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect
from sqlmodel import Session, select

from smallgestures import clock
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.offers.models import Offer
from smallgestures.shop.links.outside import list_outside_product
from smallgestures.shop.links.service import add_product, describe_product
from smallgestures.videos.editing.service import publish_video
from smallgestures.videos.models import VideoState
from smallgestures.videos.queries import get_by_public_id
from smallgestures.web import routes
from tests.e2e.made_clips import make_clip
from tests.e2e.made_messages import READER, conversation_with, with_messages
from tests.e2e.made_orders import BUYER, EARNER, order_in, with_orders
from tests.e2e.made_uploads import (
    PIECE_BYTES,
    failed_upload,
    hollow_file,
    stopped_upload,
    working_upload,
)
from tests.e2e.made_videos import make_draft
from tests.e2e.pages.analytics import AnalyticsPage
from tests.e2e.pages.discover import DiscoverPage
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.gestures import GesturesPage, SendDialog
from tests.e2e.pages.product import ProductPage
from tests.e2e.pages.products import products_of_video
from tests.e2e.pages.sandbox_checkout import CONFIRMS, DECLINED, SandboxCheckout
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.pages.studio import StudioVideo
from tests.e2e.pages.trials import TrialsPage
from tests.e2e.pages.upload import UploadPage
from tests.e2e.running_product import RunningProduct
from tests.e2e.shown_trials import RECIPIENT, with_thanks, with_trials
from tests.gifts import make_gift, make_giver


@dataclass(frozen=True)
class Screen:
    """A page in a state worth looking at, how to get there, and what stands there then."""

    name: str
    address: str | Callable[[Session], str]
    there: Callable[[Page], Locator]
    signed_in_as: str | None = None
    reach: Callable[[Page], Any] = lambda page: None
    status: int = 200
    expects: tuple[str, ...] = ()  # what the console says because the screen makes it happen

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
    page.reload()


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


def asking_for_consent(page: Page) -> None:
    TrialsPage(page).gift("Adobe Premiere Rush: 90 days").keep.click()


def telling_what_happened(page: Page) -> None:
    TrialsPage(page).gift("Pandora: 90 days").history.click()


def trial(name: str) -> Callable[[Page], Locator]:
    return lambda page: TrialsPage(page).gift(name).article


def button(name: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("button", name=name)


def in_the_log(words: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role("log").get_by_text(words)


def reporting(page: Page) -> None:
    page.get_by_role("button", name="More").click()
    page.get_by_text("Report", exact=True).click()


def not_sent(page: Page) -> None:
    page.route("**/inbox/*", lambda route: route.fulfill(status=422, json={"detail": "Not now."}))
    page.get_by_role("textbox", name="Message").fill("On my way")
    page.get_by_role("button", name="Send", exact=True).click()


def payment(page: Page) -> Locator:
    return SandboxCheckout(page).heading


def without_answer(page: Page) -> None:
    page.route("**/api/search**", lambda route: route.fulfill(body="no answer"))
    DiscoverPage(page).field.fill("lamp")


def before_the_answer(page: Page) -> None:
    page.route("**/api/search**", lambda _route: None)
    DiscoverPage(page).field.fill("lamp")


def without_figures(page: Page) -> None:
    page.route("**/api/studio/**", lambda route: route.fulfill(body="no answer"))
    AnalyticsPage(page).pick("7 days")


def before_the_figures(page: Page) -> None:
    page.route("**/api/studio/**", lambda _route: None)
    AnalyticsPage(page).pick("7 days")


def reading_the_days(page: Page) -> None:
    AnalyticsPage(page).day_table.open()


def nobody_watched(db: Session) -> str:
    return f"/studio/videos/{make_clip(db, by='maya')}/analytics"


def a_link_gift(db: Session) -> str:
    """A gift of somebody made for it, for whoever has the link."""
    giver = make_giver(db, f"leo{secrets.token_hex(4)}", name="Leo")
    note = "For the film of your grandmother’s garden. I want to see it finished."
    gift = make_gift(db, giver, None, pandora(db), note=note)
    return f"/gift/{link_token(gift)}"


def pandora(db: Session) -> Offer:
    return db.exec(select(Offer).where(Offer.slug == "pandora-90-days")).one()


def a_draft(db: Session) -> str:
    return routes.studio_video(make_draft(db, by="maya", caption="Lit from inside."))


def a_planned_video(db: Session) -> str:
    public_id = make_draft(db, by="maya", like="demoAurora", caption="For Sunday. #northernlights")
    maya = get_by_public_id(db, public_id).creator_id
    publish_video(db, public_id, creator_id=maya, at=clock.now() + timedelta(days=3))
    return routes.studio_video(public_id)


def a_refused_video(db: Session) -> str:
    public_id = make_draft(db, by="maya", caption="Glaze test")
    video = get_by_public_id(db, public_id)
    video.state, video.failure = VideoState.FAILED, "It has sound but no picture."
    return routes.studio_video(public_id)


def a_video_with_products(db: Session) -> str:
    """With one's own, somebody else's that is sold out, and one of an outside shop."""
    public_id = make_draft(db, by="noor", like="demoLamp", caption="Lit from inside.")
    noor = get_by_public_id(db, public_id).creator_id
    outside = list_outside_product(
        db,
        by=noor,
        address=f"https://shop.example.com/{public_id}",
        title="Linen shade",
        price_minor=2250,
        currency="usd",
    )
    for slug in ("ember-lamp", "dunes-print", outside.slug):
        add_product(db, public_id, slug, by=noor)
    describe_product(db, public_id, "ember-lamp", by=noor, label="On my desk", anchor_from_ms=2500)
    return routes.studio_video(public_id)


def a_stopped_upload(db: Session) -> str:
    size, arrived = 19_300_000, 12_400_000
    return routes.studio_video(
        stopped_upload(db, "maya", size_bytes=size, arrived=arrived, name="slow-sunday.mp4")
    )


def a_failed_upload(db: Session) -> str:
    reason = "It has sound but no picture. Export it again as MP4 or MOV with video on."
    return routes.studio_video(failed_upload(db, "maya", name="glaze-test.mov", reason=reason))


def an_upload_under_way(db: Session) -> str:
    return routes.studio_video(working_upload(db, "maya", name="slow-sunday.mp4"))


def beside_what_stopped(db: Session) -> str:
    a_stopped_upload(db)
    a_failed_upload(db)
    return routes.STUDIO_UPLOAD


def sending(page: Page) -> None:
    """Send a file whose second piece is held for as long as somebody looks."""
    page.route("**/api/uploads/*", hold_second_piece)
    file = hollow_file("slow-sunday.mp4", 2 * PIECE_BYTES + 1000)
    UploadPage(page).send(file)


def hold_second_piece(route: Route) -> None:
    if route.request.headers.get("upload-offset", "0") == "0":
        route.continue_()


def status_of(role: str) -> Callable[[Page], Locator]:
    return lambda page: page.get_by_role(role)


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
    Screen("discover", "/discover", heading("Trending hashtags")),
    Screen("discover, the programme", "/discover?q=smal+gestures", heading("Small Gestures")),
    Screen("discover, found", "/discover?q=noor", heading("Products")),
    Screen("discover, one kind", "/discover?q=maya&kind=videos", heading("Videos")),
    Screen("discover, nothing", "/discover?q=zzzzzz", heading("Nothing for")),
    Screen(
        "discover, no answer",
        "/discover?q=vase",
        lambda page: page.get_by_role("button", name="Try again"),
        reach=without_answer,
    ),
    Screen(
        "discover, a slow answer",
        "/discover",
        lambda page: page.get_by_label("Searching"),
        reach=before_the_answer,
    ),
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
    Screen(
        "my gifts",
        with_trials("/trials"),
        trial("Adobe Premiere Rush: 90 days"),
        signed_in_as=RECIPIENT,
        reach=telling_what_happened,
    ),
    Screen(
        "my gifts, consent",
        with_trials("/trials"),
        lambda page: TrialsPage(page).dialog("Adobe Premiere Rush").dialog,
        signed_in_as=RECIPIENT,
        reach=asking_for_consent,
    ),
    Screen(
        "my gifts, past",
        with_trials("/trials?tab=past"),
        trial("Pandora: 90 days"),
        signed_in_as=RECIPIENT,
    ),
    Screen("my gifts, nobody", "/trials", heading("No gifts yet"), signed_in_as="moderator"),
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
    Screen("inbox, nobody", "/inbox", heading("Say something small"), signed_in_as="rush"),
    Screen(
        "inbox",
        with_messages("/inbox"),
        lambda page: page.get_by_role("list", name="Conversations"),
        signed_in_as=READER,
    ),
    Screen("conversation", conversation_with("maya"), in_the_log("See you there"), READER),
    Screen(
        "conversation, its menu",
        conversation_with("maya"),
        lambda page: page.get_by_role("group", name="What is wrong?"),
        signed_in_as=READER,
        reach=reporting,
    ),
    Screen(
        "conversation, thanks",
        with_thanks,
        lambda page: page.get_by_role("link", name="Watch the video"),
        signed_in_as=RECIPIENT,
    ),
    Screen("conversation, a request", conversation_with("ines"), button("Accept"), READER),
    Screen(
        "conversation, not sent",
        conversation_with("maya"),
        button("Try again"),
        signed_in_as=READER,
        reach=not_sent,
        expects=("422",),
    ),
    Screen("profile, signed in", "/u/maya", button("Message"), signed_in_as=READER),
    Screen("profile", "/u/maya", heading("Maya")),
    Screen("profile without clips", "/u/rush", heading("No clips yet")),
    Screen(
        "analytics",
        "/studio/analytics?days=90&metric=watch_time",
        heading("Watch time per day"),
        signed_in_as="maya",
        reach=reading_the_days,
    ),
    Screen(
        "analytics, no clips", "/studio/analytics", heading("Nothing to count"), signed_in_as="rush"
    ),
    Screen(
        "analytics, no answer",
        "/studio/analytics",
        button("Try again"),
        signed_in_as="noor",
        reach=without_figures,
    ),
    Screen(
        "analytics, a slow answer",
        "/studio/analytics",
        lambda page: page.locator(".figures--busy"),
        signed_in_as="noor",
        reach=before_the_figures,
    ),
    Screen(
        "analytics of a clip",
        "/studio/videos/demoBottle/analytics",
        heading("Retention"),
        signed_in_as="maya",
    ),
    Screen(
        "analytics of a clip that nobody watched",
        nobody_watched,
        heading("Retention"),
        signed_in_as="maya",
    ),
    Screen(
        "analytics of somebody else’s clip",
        "/studio/videos/demoBottle/analytics",
        heading("There is nothing here"),
        signed_in_as="noor",
        status=404,
    ),
    Screen("sign in", "/sign-in", heading("Welcome back")),
    Screen("sign in, refused", "/sign-in", heading("Welcome back"), reach=refused),
    Screen("sign up", "/sign-up", heading("Create your account")),
    Screen("forgot", "/forgot", heading("Reset your password")),
    Screen("reset", "/reset?token=x", heading("Choose a new password")),
    Screen("verify", "/verify?token=x", heading("Confirm your e-mail")),
    Screen("check your mail", "/verify", heading("Check your mail")),
    Screen("gestures, a stranger", "/gestures", heading("To give this season")),
    Screen("gestures", "/gestures", heading("To give this season"), signed_in_as="leo"),
    Screen(
        "send a gift, offers",
        "/gestures",
        lambda page: SendDialog(page).offer("Pandora: 90 days"),
        signed_in_as="leo",
        reach=lambda page: GesturesPage(page).compose(),
    ),
    Screen(
        "send a gift, person and note",
        "/gestures",
        lambda page: SendDialog(page).preview,
        signed_in_as="leo",
        reach=lambda page: GesturesPage(page).compose().choose("Pandora: 90 days").find("ines"),
    ),
    Screen("gift, by its link", a_link_gift, heading("of Pandora, as a gift")),
    Screen(
        "gift, by its link, who accepts",
        a_link_gift,
        heading("of Pandora, as a gift"),
        signed_in_as="ines",
    ),
    Screen("gift that is none", "/gift/guessed", heading("There is nothing here"), status=404),
    Screen("studio, nothing", "/studio", heading("Nothing here yet"), "moderator"),
    Screen(
        "studio",
        "/studio",
        lambda page: page.get_by_role("list", name="Videos"),
        signed_in_as="maya",
    ),
    Screen("upload", "/studio/upload", heading("New video"), signed_in_as="leo"),
    Screen("upload, not finished", beside_what_stopped, heading("Not finished"), "maya"),
    Screen(
        "upload, sending",
        "/studio/upload",
        lambda page: page.locator('[role="progressbar"][aria-valuenow="49"]'),
        signed_in_as="noor",
        reach=sending,
    ),
    Screen("upload, stopped", a_stopped_upload, status_of("progressbar"), signed_in_as="maya"),
    Screen("upload, failed", a_failed_upload, button("Try again"), signed_in_as="maya"),
    Screen(
        "upload, converted",
        an_upload_under_way,
        lambda page: page.get_by_role("list", name="Steps"),
        signed_in_as="maya",
    ),
    Screen("studio, a draft", a_draft, button("Publish"), signed_in_as="maya"),
    Screen("studio, planned", a_planned_video, button("Change the time"), signed_in_as="maya"),
    Screen("studio, refused", a_refused_video, status_of("alert"), signed_in_as="maya"),
    Screen(
        "studio, deleted",
        a_draft,
        button("Restore"),
        signed_in_as="maya",
        reach=lambda page: StudioVideo(page).delete.click(),
    ),
    Screen(
        "studio, completing",
        a_draft,
        lambda page: page.get_by_role("listbox", name="Hashtags"),
        signed_in_as="maya",
        reach=lambda page: StudioVideo(page).caption.press_sequentially(" #nig"),
    ),
    Screen(
        "studio, products",
        a_video_with_products,
        lambda page: page.get_by_role("figure", name="End card preview"),
        signed_in_as="noor",
    ),
    Screen(
        "studio, finding a product",
        a_draft,
        lambda page: products_of_video(page).options,
        signed_in_as="maya",
        reach=lambda page: products_of_video(page).find("vase"),
    ),
    Screen(
        "studio, an outside shop",
        a_draft,
        lambda page: products_of_video(page).outside.dialog,
        signed_in_as="maya",
        reach=lambda page: products_of_video(page).outside.open.click(),
    ),
    Screen("showcase, one's own", "/studio/showcase", button("Add product"), signed_in_as="maya"),
    Screen("showcase", "/u/maya/showcase", heading("Maya’s showcase")),
    Screen("showcase, empty", "/u/leo/showcase", heading("Nothing here yet")),
    Screen(
        "earnings",
        with_orders("/studio/earnings"),
        heading("Every entry, and why"),
        signed_in_as=EARNER,
        reach=lambda page: page.get_by_text("How it came about").first.click(),
    ),
    Screen(
        "earnings, nothing yet",
        "/studio/earnings",
        heading("Nothing earned yet"),
        signed_in_as="ines",
    ),
    Screen(
        "statement of a month",
        with_orders(f"/studio/earnings/statements/{clock.now():%Y-%m}"),
        heading("Statement of"),
        signed_in_as=EARNER,
    ),
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
