"""A creator puts products on a video, and viewers see what the preview showed."""

import re

from playwright.sync_api import Locator, expect
from sqlmodel import Session

from smallgestures.accounts.service import find_person_id
from smallgestures.shop.links.service import describe_product
from tests.e2e.accessibility import harm_found
from tests.e2e.made_clips import make_clip
from tests.e2e.made_videos import make_draft
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.products import own_showcase, products_of_video
from tests.e2e.pages.studio import StudioVideo
from tests.e2e.visitors import PHONE, Visit

OUTSIDE = "https://shop.example.com/blue-vase?utm_source=me"


def said_by(card: Locator) -> list[str]:
    """What is written on an end card, less what only a screen reader hears."""
    lines: list[str] = card.evaluate(
        "card => [...card.querySelectorAll('p:not(.sr), .endcard__head span, a, .endcard__do *')]"
        ".map((one) => one.textContent.trim())"
    )
    return lines


def test_the_preview_is_what_viewers_see(visit: Visit, given, somebody: str):
    """Invariant: the end card of the feed is the one that its creator saw; by keyboard alone.

    1. Two products are found and added, one by Enter in the list and one by the button.
    2. An outside shop: a number is refused in words, its name is taken. 3. The last becomes the
    first by arrow keys; a label and a moment are typed. 4. The preview shows all of it, and axe
    finds nothing. 5. Publish; a stranger's end card says the same words in the same order.
    """
    draft = given(lambda db: make_draft(db, by=somebody, caption="Three things I like."))
    page = visit(signed_in_as=somebody, expects=("409",))
    StudioVideo(page).open(draft)
    products = products_of_video(page)
    press = page.keyboard.press

    products.search.focus()
    page.keyboard.type("tidal vase")
    expect(products.options.first).to_contain_text("Tidal vase")
    press("ArrowDown")
    press("Enter")
    products.titles("Tidal vase")
    page.keyboard.type("ember lamp")
    expect(products.options.first).to_contain_text("Ember lamp")
    press("Tab")
    expect(products.add).to_be_focused()
    press("Enter")
    products.titles("Tidal vase", "Ember lamp")

    products.outside.open.focus()
    press("Enter")
    products.outside.fill("https://127.0.0.1/vase", "Blue vase", "12.50")
    products.outside.add.focus()
    press("Enter")
    expect(products.outside.dialog).to_contain_text("Link a shop by its name, not by a number.")
    expect(products.outside.address).to_be_focused()
    products.outside.address.fill(OUTSIDE)
    press("Enter")
    products.titles("Tidal vase", "Ember lamp", "Blue vase")

    products.handle("Blue vase").focus()
    press("ArrowUp")
    press("ArrowUp")
    products.titles("Blue vase", "Tidal vase", "Ember lamp")
    page.get_by_role("button", name="Move up: Ember lamp").press("Enter")
    products.titles("Blue vase", "Ember lamp", "Tidal vase")
    first = products.row("Blue vase")
    first.get_by_label("Label").fill("On my desk")
    first.get_by_label("Shows from").fill("2.5")
    press("Enter")

    preview = products.preview.locator("[data-part=end-card]")
    expect(preview).to_contain_text("On my desk")
    expect(products.preview).to_contain_text("Three things I like.")
    expect(preview).to_contain_text("Opens shop.example.com")
    shown = said_by(preview)
    assert harm_found(page) == []

    StudioVideo(page).publish.press("Enter")
    expect(StudioVideo(page).watch).to_be_visible()
    feed = FeedPage(visit())
    card = feed.open_clip(draft).watch_to_the_end()
    assert said_by(card.region) == shown
    expect(card.tiles).to_have_count(3)


def test_the_anchor_shows_each_product_from_its_moment_on(visit: Visit, given, somebody: str):
    """1. At the start: the product without a moment. 2. After two seconds the other one is first,
    under its label. 3. Back at the start it is gone again."""

    def arrange(db: Session) -> str:
        creator_id = find_person_id(db, somebody)
        assert creator_id is not None
        clip = make_clip(db, by=somebody, products=("fern-bottle", "ember-lamp"))
        for slug, label, anchor_from_ms in (
            ("ember-lamp", "My reading light", 0),
            ("fern-bottle", "", 2000),
        ):
            describe_product(
                db, clip, slug, by=creator_id, label=label, anchor_from_ms=anchor_from_ms
            )
        return clip

    feed = FeedPage(visit()).open_clip(given(arrange))
    feed.press(" ")
    feed.seek.fill("1")
    expect(feed.anchor).to_have_accessible_name("Shop: Ember lamp, My reading light")
    expect(feed.anchor).to_contain_text("My reading light")
    feed.seek.fill("4")
    expect(feed.anchor).to_have_accessible_name(re.compile("^Shop: Fern bottle.* and 1 more$"))
    feed.seek.fill("0.5")
    expect(feed.anchor).to_have_accessible_name("Shop: Ember lamp, My reading light")


def test_a_showcase_is_put_in_order_by_hand_and_seen_by_all(visit: Visit, somebody: str):
    """On a phone: 1. Two products are added; 2. one is dragged above the other; 3. a stranger
    sees them so, marked as advertising; 4. the profile leads there."""
    page = visit(signed_in_as=somebody, on=PHONE)
    page.goto("/studio/showcase")
    showcase = own_showcase(page)
    for title in ("Tidal vase", "Ember lamp"):
        showcase.find(title.lower())
        showcase.options.first.click()
        expect(showcase.row(title)).to_be_visible()
    showcase.titles("Tidal vase", "Ember lamp")

    grip = showcase.handle("Ember lamp").bounding_box()
    above = showcase.row("Tidal vase").bounding_box()
    assert grip is not None
    assert above is not None
    x = grip["x"] + grip["width"] / 2
    page.mouse.move(x, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(x, above["y"] + 4, steps=8)
    page.mouse.up()
    showcase.titles("Ember lamp", "Tidal vase")
    expect(page.get_by_role("status").filter(has_text="Ember lamp is now 1 of 2.")).to_be_attached()

    other = visit(on=PHONE)
    other.goto(f"/u/{somebody}")
    other.get_by_role("link", name="Showcase").click()
    expect(other.get_by_role("heading", level=1)).to_contain_text("’s showcase")
    expect(other.locator(".disclosure")).to_have_text(re.compile("^Ad"))
    seen = other.get_by_role("list", name="Products").get_by_role("listitem")
    expect(seen).to_have_count(2)
    expect(seen.first).to_contain_text("Ember lamp")
