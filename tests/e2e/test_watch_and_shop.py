"""The product's main journey: watch, see the product, open its page, go on to the shop."""

import re

from playwright.sync_api import Page, Route, expect
from sqlmodel import Session, select

from smallgestures.shop.attribution.queries import get_impression
from smallgestures.shop.models import Click, OutboundClick, ProductView, Surface
from smallgestures.videos.queries import get_by_public_id
from tests.e2e.made_clips import make_clip, make_product, product_named
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.product import ProductPage, impression_of
from tests.e2e.running_product import wait_until
from tests.e2e.visitors import PHONE

SHOP = "https://www.example.com/shop/rose-silk-scarf"


class Chain:
    """What the product has stored of one way from a clip to a shop."""

    def __init__(self, db: Session, impression_id: str) -> None:
        impression = get_impression(db, impression_id)
        self.surface = impression.surface if impression else None
        click = (
            impression
            and db.exec(select(Click).where(Click.impression_id == impression.id)).one_or_none()
        )
        self.click = click or None
        click_id = click.id if click else -1
        self.views = len(db.exec(select(ProductView).where(ProductView.click_id == click_id)).all())
        self.departures = len(
            db.exec(select(OutboundClick).where(OutboundClick.click_id == click_id)).all()
        )


def test_a_clip_leads_to_its_product_and_on_to_the_outside_shop(page: Page, given):
    """Every step from playback to the shop is kept, and tied to the one before.

    1. Watch a clip to its end: the card shows, marked as an ad.
    2. View the product: its page says who earns, and names the shop.
    3. Buy: a new tab goes to the shop's own address, as our row has it.
    4. The rows: impression, click with the frozen rate, page view, departure.
    """
    card = FeedPage(page).open_clip("demoSilkrose").watch_to_the_end()
    expect(card.region).to_contain_text("Ad")
    expect(card.region).to_contain_text("Opens example.com")
    impression_id = impression_of(card.view.get_attribute("href") or "")

    card.view.click()
    product = ProductPage(page).is_open()
    expect(product.title).to_have_text("Rose silk scarf")
    expect(product.main).to_contain_text(re.compile("^Ad"))
    expect(product.main).to_contain_text("$56.00")
    assert product.impression == impression_id

    leave = product.buy_at("example.com")
    expect(leave).to_have_attribute("rel", "sponsored noopener")
    expect(leave).to_have_attribute("target", "_blank")
    sent_to = []

    def stop_at_the_border(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        sent_to.append((answer.status, answer.headers["location"]))
        route.fulfill(body="<title>The shop</title>", content_type="text/html")

    page.context.route("**/out/**", stop_at_the_border)
    with page.expect_popup() as shop:
        leave.click()
    expect(shop.value).to_have_title("The shop")
    assert sent_to == [(302, SHOP)]

    chain = given(lambda db: Chain(db, impression_id))
    assert chain.surface == Surface.END_CARD
    assert chain.click is not None
    assert (chain.click.rate_bps, chain.click.price_minor) == (800, 5600)
    assert chain.click.person_id is None
    assert chain.click.visitor_key
    assert (chain.views, chain.departures) == (1, 1)


def test_a_product_of_our_own_shop_has_a_page_of_its_own(page: Page, given):
    """Nothing on a product's page leads to a rival; it leads back to the clip.

    1. Watch to the end, view the product.
    2. Title, price, stock, brand, whose shop it is.
    3. Only this product; the way back to the clip.
    """
    feed = FeedPage(page).open_clip("demoVase")
    feed.watch_to_the_end().view.click()

    product = ProductPage(page).is_open()
    expect(product.title).to_have_text("Tidal vase")
    for words in ("$48.00", "Noor Studio", "14 left", "Noor’s own shop"):
        expect(product.main).to_contain_text(words)
    expect(product.main.locator('a[href*="/product/"]')).to_have_count(0)
    chain = given(lambda db: Chain(db, product.impression))
    assert chain.surface == Surface.END_CARD
    assert chain.views == 1

    product.clip.click()
    feed.plays()
    assert feed.clip_id == "demoVase"


def test_the_anchor_leads_to_the_product_while_the_clip_plays(page: Page, given):
    """The small anchor is a link, and a click on it is known as the anchor's.

    1. While the clip plays, follow the anchor.
    2. The chain names the anchor as where it began.
    """
    feed = FeedPage(page).open_clip("demoVase")
    expect(feed.anchor).to_have_accessible_name("Shop: Tidal vase")

    feed.anchor.click()

    product = ProductPage(page).is_open()
    wait_until(
        lambda: given(lambda db: Chain(db, product.impression)).surface is not None,
        "the report of the impression",
    )
    assert given(lambda db: Chain(db, product.impression)).surface == Surface.ANCHOR


def test_several_products_are_stepped_through_by_arrow_keys(page: Page):
    """A card with several products shows each, and keys reach each.

    1. Watch to the end: three products, announced politely.
    2. Tab into the card; Right and Left step from one to the next, without leaving the clip.
    3. Enter opens the product that has the focus.
    """
    feed = FeedPage(page).open_clip("demoLamp")
    card = feed.watch_to_the_end()
    expect(card.tiles).to_have_count(3)
    expect(card.message).to_have_text(
        "Video ended. 3 products shown: Ember lamp, $64.00; Tidal vase, $48.00; "
        "Fern bottle, hand-glazed stoneware, $32.00"
    )

    feed.press("Tab")
    expect(card.view.nth(0)).to_be_focused()
    feed.press("ArrowRight")
    expect(card.view.nth(1)).to_be_focused()
    feed.press("ArrowRight")
    expect(card.view.nth(2)).to_be_focused()
    feed.press("ArrowLeft")
    expect(card.view.nth(1)).to_be_focused()
    assert feed.clip_id == "demoLamp"

    feed.press("Enter")
    expect(ProductPage(page).title).to_have_text("Tidal vase")


def test_several_products_are_swiped_through_on_a_phone(phone: Page):
    """A finger moves the products, and not the clip.

    1. Watch to the end on a phone: the first product stands in view, the last does not.
    2. Swipe the card: the last comes into view, the clip stays.
    """
    feed = FeedPage(phone).open_clip("demoLamp")
    card = feed.watch_to_the_end()
    expect(card.tiles.nth(0)).to_be_in_viewport(ratio=0.9)
    expect(card.tiles.nth(2)).not_to_be_in_viewport(ratio=0.9)
    box = card.tiles.nth(0).bounding_box()
    assert box is not None

    feed.swipe(x=330, y=box["y"] + 40, by_x=-300)

    expect(card.tiles.nth(2)).to_be_in_viewport(ratio=0.9)
    assert feed.clip_id == "demoLamp"


def test_what_is_sold_out_never_shows_and_its_clip_loops(page: Page):
    """A product that was sold out when the feed was fetched is not advertised.

    1. Open a clip whose only product is sold out: no anchor.
    2. Watch to the end: it begins again, no card.
    3. B opens nothing, and says so.
    """
    feed = FeedPage(page).open_clip("demoDunes")
    expect(feed.anchor).to_have_count(0)

    feed.starts_over()

    expect(feed.card.region).to_have_count(0)
    feed.press("b")
    expect(feed.notice).to_have_text("Nothing to shop in this video.")
    expect(feed.card.region).to_have_count(0)


def test_what_sells_out_later_is_refused_by_its_page(page: Page, given):
    """A card that is shown already may lead to a product that is gone: its page says so.

    1. Open a clip whose product is in stock; then the last piece is sold.
    2. The card shows, and leads to the page.
    3. The page says that it is sold out.
    """

    def arrange(db: Session) -> str:
        make_product(db, "last-vase", stock=1)
        return make_clip(db, products=("last-vase",))

    feed = FeedPage(page).open_clip(given(arrange))
    given(lambda db: setattr(product_named(db, "last-vase"), "stock", 0))

    feed.watch_to_the_end().view.click()

    product = ProductPage(page).is_open()
    expect(product.title).to_have_text("Last vase")
    expect(product.status).to_contain_text("Sold out.")


def test_what_is_withdrawn_later_has_no_page_any_more(visit, given):
    """A withdrawn product is a real 404, with words and a way back.

    1. Open a clip with a product; then the brand withdraws it.
    2. The card leads to a page that says so, with status 404.
    """
    page = visit(expects=("404",))

    def arrange(db: Session) -> str:
        make_product(db, "withdrawn-vase")
        return make_clip(db, products=("withdrawn-vase",))

    public_id = given(arrange)
    feed = FeedPage(page).open_clip(public_id)

    def withdraw(db: Session) -> None:
        video = get_by_public_id(db, public_id)
        assert video is not None
        product_named(db, "withdrawn-vase").withdrawn_at = video.published_at

    given(withdraw)
    card = feed.watch_to_the_end()
    with page.expect_response("**/product/**") as answer:
        card.view.click()

    assert answer.value.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    expect(page.get_by_role("link", name="To the videos")).to_be_visible()


def test_a_card_can_be_replayed_and_dismissed(page: Page):
    """Replay begins the clip again and shows the card again; Dismiss is remembered.

    1. Watch to the end, replay: the card goes, the clip plays, the card comes back at its end.
    2. Dismiss: the card goes; played again, the clip loops without it.
    3. Also after a reload in the same session; another session sees the card.
    """
    feed = FeedPage(page).open_clip("demoAurora")
    first = feed.watch_to_the_end().view.get_attribute("href")
    feed.card.replay.click()
    expect(feed.card.region).to_have_count(0)
    feed.plays()
    second = feed.watch_to_the_end().view.get_attribute("href")
    assert first != second, "each showing is an impression of its own"

    feed.card.dismiss.click()
    expect(feed.card.region).to_have_count(0)
    feed.press("Space").plays()
    feed.starts_over()
    expect(feed.card.region).to_have_count(0)

    page.reload()
    feed.plays().starts_over()
    expect(feed.card.region).to_have_count(0)

    FeedPage(page.context.new_page()).open_clip("demoAurora").watch_to_the_end()


def test_the_card_costs_the_viewer_nothing(visit):
    """It is announced politely, takes no focus, covers no words, and is not in a hurry to leave.

    1. Watch to the end on a phone.
    2. The focus is where it was; the message is polite.
    3. The caption stands above the card; the card is at most 220 px high.
    4. Going on closes it, coming back does not show it before the end.
    """
    phone = visit(on=PHONE)
    feed = FeedPage(phone).open_clip("demoBottle")
    feed.share.focus()

    card = feed.watch_to_the_end()

    expect(feed.share).to_be_focused()
    expect(card.message).to_have_attribute("aria-live", "polite")
    expect(card.message).to_have_text(
        "Video ended. 1 product shown: Fern bottle, hand-glazed stoneware, $32.00"
    )
    caption = feed.clip.get_by_text("Oil, vinegar").bounding_box()
    box = card.region.bounding_box()
    assert caption is not None
    assert box is not None
    assert caption["y"] + caption["height"] <= box["y"]
    assert box["height"] <= 220

    feed.next()
    expect(feed.card.region).to_have_count(0)
    feed.press("ArrowUp")
    expect(feed.clip).to_have_attribute("data-clip-id", "demoBottle")
    expect(feed.card.region).to_have_count(0)
