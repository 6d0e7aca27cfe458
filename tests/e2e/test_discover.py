"""Discover answers as one types, and knows the programme however it is spelled."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.pages.discover import DiscoverPage
from tests.e2e.pages.product import ProductPage
from tests.e2e.running_product import RunningProduct, wait_until
from tests.e2e.visitors import DESKTOP, PHONE

MISSPELT = ("Small-Gestures", "#smallgestures", "smal gestures", "small jestures", "smallgesture")


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_what_is_typed_is_found_as_one_types(visit, device: dict):
    """1. Trending. 2. Type “tidal va”: products and clips. 3. The address keeps it. 4. Clear.

    5. Type it again and open the product.
    """
    page: Page = visit(on=device)
    discover = DiscoverPage(page).open()
    expect(discover.banner).to_be_visible()
    expect(discover.trending.get_by_role("link").first).to_be_visible()

    discover.type("tidal va")

    expect(discover.hits("Products").first).to_contain_text("Tidal vase")
    expect(discover.hits("Videos").first).to_be_visible()
    expect(discover.banner).to_be_hidden()
    expect(discover.trending).to_be_hidden()
    expect(page).to_have_url("/discover?q=tidal%20va")
    page.reload()
    expect(discover.field).to_have_value("tidal va")
    expect(discover.hits("Products").first).to_contain_text("Tidal vase")

    discover.clear.click()
    expect(discover.trending).to_be_visible()
    expect(discover.field).to_be_focused()
    expect(page).to_have_url("/discover")
    discover.type("tidle vase")
    expect(discover.nothing).to_be_visible()
    discover.field.fill("tidel vase")
    discover.hits("Products").first.click()
    expect(ProductPage(page).title).to_have_text("Tidal vase")


def test_the_programme_comes_first_however_it_is_spelled(page: Page):
    """1. Each spelling shows the banner, which leads to the programme. 2. Other words hide it."""
    discover = DiscoverPage(page).open("/discover?q=lamp")
    expect(discover.banner).to_be_hidden()
    for spelling in MISSPELT:
        discover.field.fill(spelling)
        expect(discover.banner).to_be_visible()
        expect(discover.banner).to_have_attribute("href", "/gestures")
        discover.field.fill("lamp")
        expect(discover.banner).to_be_hidden()
        expect(discover.hits("Products").first).to_contain_text("Ember lamp")


def test_a_keyboard_is_enough(page: Page):
    """1. Tab to the field and type. 2. Tab to the first result. 3. Enter opens it.

    4. The hashtag of the clip leads back to what carries it.
    """
    discover = DiscoverPage(page).open()
    discover.field.focus()
    page.keyboard.type("#nightcity")
    expect(discover.hits("Videos")).to_have_count(2)
    page.keyboard.press("Tab")
    expect(discover.clear).to_be_focused()
    page.keyboard.press("Tab")
    expect(discover.hits("Videos").first).to_be_focused()

    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/video/demoCity"))
    page.get_by_role("link", name="#nightcity").first.press("Enter")
    expect(page).to_have_url("/discover?q=%23nightcity")
    expect(discover.hits("Videos")).to_have_count(2)


def test_an_old_answer_never_takes_the_place_of_a_newer_one(page: Page):
    """1. The answer to “lamp” is held back. 2. “vase” is answered. 3. The old one comes late."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/search?q=lamp", hold)
    discover = DiscoverPage(page).open()
    with page.expect_request("**/api/search?q=lamp"):
        discover.field.fill("lamp")

    discover.field.fill("vase")
    expect(discover.hits("Products").first).to_contain_text("Tidal vase")
    held[0].continue_()

    expect(discover.hits("Products").first).to_contain_text("Tidal vase")
    expect(discover.alert).to_be_hidden()


def test_a_lost_connection_is_said_and_what_was_typed_is_found_when_it_is_back(visit):
    """1. Offline: words, and the results stay. 2. Back: found by itself. 3. A 500: try again."""
    page: Page = visit(expects=("ERR_INTERNET_DISCONNECTED", "500"))
    discover = DiscoverPage(page).open("/discover?q=lamp")
    expect(discover.hits("Products").first).to_contain_text("Ember lamp")

    page.context.set_offline(True)
    discover.field.fill("vase")
    expect(discover.alert).to_contain_text("No connection.")
    expect(discover.hits("Products").first).to_contain_text("Ember lamp")
    page.context.set_offline(False)
    expect(discover.hits("Products").first).to_contain_text("Tidal vase")
    expect(discover.alert).to_be_hidden()

    page.route("**/api/search**", lambda route: route.fulfill(status=500, body="{}"), times=1)
    discover.field.fill("scarf")
    expect(discover.alert).to_contain_text("Search does not answer right now.")
    discover.alert.get_by_role("button", name="Try again").click()
    expect(discover.hits("Products").first).to_contain_text("silk scarf")


def test_whoever_signs_up_is_found(visit, product: RunningProduct, somebody: str):
    """1. A new account. 2. The worker hears of it. 3. A stranger finds them, and their profile."""
    page: Page = visit()
    wait_until(
        lambda: somebody in page.request.get(f"/api/search?q={somebody}").text(),
        "the worker to make the entry",
    )
    discover = DiscoverPage(page).open(f"/discover?q={somebody}&kind=people")

    discover.hits("People").click()

    expect(page).to_have_url(f"/u/{somebody}")


def test_a_form_without_scripts_asks_for_the_same_page(visit):
    """1. Scripts are off. 2. Type and press Enter: the server is asked for the query."""
    page: Page = visit(java_script_enabled=False)
    page.goto("/discover")
    page.get_by_role("searchbox", name="Search").fill("vase & lamp")
    page.keyboard.press("Enter")

    expect(page).to_have_url("/discover?q=vase+%26+lamp")
