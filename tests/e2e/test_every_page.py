"""What holds for every page: accessible, without complaints, and with one good head."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import harm_found
from tests.e2e.pages.feed import FeedPage
from tests.e2e.running_product import RunningProduct
from tests.e2e.screens import SCREENS, Screen
from tests.e2e.visitors import DESKTOP, PHONE, Visit

NOT_FOUND = 404
# From one scheme to the other colours change over a moment, in which no contrast is the real one.
COLOURS_AT_REST = """() => {
  for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
}"""
# Colours do not depend on the width: each width and each scheme are looked at once.
LOOKS = ((PHONE, "light"), (DESKTOP, "dark"))


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_axe_finds_nothing_serious(visit: Visit, product: RunningProduct, screen: Screen):
    """Each screen, light on a phone and dark at a desk; none complains to the console."""
    expects = ("404",) if screen.status == NOT_FOUND else screen.expects
    page = visit(signed_in_as=screen.signed_in_as, expects=expects, reduced_motion="reduce")
    screen.show(page, product)
    found = []
    for device, scheme in LOOKS:
        page.set_viewport_size(device["viewport"])
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        expect(screen.there(page).first).to_be_visible()
        page.evaluate(COLOURS_AT_REST)
        found += [(device["viewport"], scheme, *one) for one in harm_found(page)]

    assert not found


@pytest.mark.parametrize(
    ("address", "title", "kind"),
    [
        ("/", "For you · Small Gestures", "website"),
        ("/video/demoAurora", "Forty minutes of cold feet for this", "video.other"),
        ("/product/tidal-vase", "Tidal vase · Noor Studio", "product"),
        ("/u/maya", "Maya (@maya) · Small Gestures", "profile"),
    ],
)
def test_a_page_has_one_title_and_one_preview(page: Page, address: str, title: str, kind: str):
    """What link previews read stands in the HTML, once, and still once when scripts have run.

    1. In the HTML as it came. 2. In the document, after the page has come to life.
    """
    html = page.request.get(address).text()
    page.goto(address)
    expect(page.get_by_role("heading", level=1).first).to_be_attached()
    expect(page.locator("title")).to_have_count(1)
    assert page.title().startswith(title)
    for name in ("og:title", "og:type", "og:image", "og:url"):
        assert html.count(f'property="{name}"') == (0 if no_picture(address, name) else 1), name
        tags = page.locator(f'meta[property="{name}"][content]')
        expect(tags).to_have_count(0 if no_picture(address, name) else 1)
    expect(page.locator('meta[property="og:type"]')).to_have_attribute("content", kind)
    expect(page.locator('link[rel="canonical"]')).to_have_count(1)
    assert html.count("<title") == 1


def no_picture(address: str, name: str) -> bool:
    return address.startswith("/u/") and name == "og:image"


def test_a_product_is_described_to_search_engines(page: Page):
    """1. The JSON-LD of a product in stock, and of one that is sold out."""
    for slug, availability in (("tidal-vase", "InStock"), ("dunes-print", "SoldOut")):
        page.goto(f"/product/{slug}")
        product = page.locator('script[type="application/ld+json"]').evaluate(
            "script => JSON.parse(script.textContent)"
        )
        assert product["@type"] == "Product"
        assert product["offers"]["availability"].endswith(availability)
        assert product["offers"]["priceCurrency"] == "USD"


def test_the_feed_is_dark_whatever_the_device_prefers(visit: Visit):
    """1. A light device. 2. The words of the card's quiet button are light on dark, too."""
    feed = FeedPage(visit(color_scheme="light")).open_clip("demoBottle")
    card = feed.watch_to_the_end()

    colour = card.replay.evaluate("button => getComputedStyle(button).color")

    assert min(int(part) for part in colour.strip("rgb()").split(",")) > 200


def test_keyboards_jump_over_the_navigation(page: Page):
    """1. The first Tab shows the way past the navigation. 2. Enter; the next Tab is behind it."""
    page.goto("/product/rose-silk-scarf")
    page.get_by_role("heading", level=1).wait_for()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    inside = "main => main.contains(document.activeElement)"
    assert page.get_by_role("main").evaluate(inside)
