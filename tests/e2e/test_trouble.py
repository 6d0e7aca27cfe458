"""When something is missing: the server, the connection, a file, or any clip at all."""

import re

import pytest
from playwright.sync_api import Page, Route, expect
from sqlmodel import Session

from smallgestures.accounts.service import find_person_id
from smallgestures.accounts.ties.service import follow_person
from smallgestures.videos.queries import get_by_public_id
from tests.e2e.pages.feed import FeedPage
from tests.e2e.visitors import Visit

NOTHING_ANSWERS = (
    "ERR_CONNECTION",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "ERR_EMPTY_RESPONSE",
    "ERR_CONTENT_LENGTH_MISMATCH",
    "ERR_SOCKET_NOT_CONNECTED",
    "WebSocket connection",
    "websocket error",
)
RECOVERY_MS = 60_000
FIRST_PAGE = 10
AHEAD = 6  # so many clips further, more are wanted


def test_the_server_may_stop_while_somebody_watches(visit, own_product):
    """Promise 4: what is loaded keeps playing, and the end card needs no server.

    1. Watch; the server vanishes.
    2. The clip plays on, its card shows at the end, the next clips play.
    3. Where more clips are wanted, words say that the connection is lost.
    4. The server comes back: the words go by themselves, and watching goes on.
    """
    page: Page = visit(at=own_product, expects=NOTHING_ANSWERS, reduced_motion="reduce")
    feed = FeedPage(page).open_clip("demoVase")
    expect(page.locator("article video")).to_have_count(3)
    for video in page.locator("article video").all():
        expect(video).to_have_js_property("readyState", 4)

    own_product.cut_off()

    feed.watch_to_the_end()
    expect(feed.card.view).to_have_attribute("href", re.compile("^/product/tidal-vase"))
    feed.next()
    feed.plays()
    for _ in range(AHEAD):
        feed.next()
    expect(feed.connection).to_contain_text("We lost the connection.")
    expect(feed.connection).to_have_role("status")

    own_product.start()

    expect(feed.connection).to_be_empty(timeout=RECOVERY_MS)
    feed.plays()
    feed.next("ArrowUp")
    feed.plays()


def test_the_browser_says_when_it_is_offline(visit):
    """1. The network goes: words in a status; the clip plays on. 2. It comes back: no words."""
    page: Page = visit(expects=("ERR_INTERNET_DISCONNECTED",))
    feed = FeedPage(page).open_clip("demoVase")

    page.context.set_offline(True)
    expect(feed.connection).to_contain_text("You’re offline.")
    feed.watch_to_the_end()

    page.context.set_offline(False)
    expect(feed.connection).to_be_empty()


def test_a_clip_that_fails_says_so_and_can_be_skipped(visit, given):
    """One broken file holds nobody up.

    1. A clip's file does not come: words, and a way to try again.
    2. The next clip plays all the same.
    3. Back at the broken one, the file is there again: Try again plays it.
    """
    page: Page = visit(expects=("ERR_FAILED",))
    video = given(lambda db: get_by_public_id(db, "demoVase"))
    files = re.compile("|".join((video.key_720, video.key_480)))
    page.route(files, lambda route: route.abort())
    feed = FeedPage(page)
    page.goto("/video/demoVase")
    alert = feed.clip.get_by_role("alert")
    expect(alert).to_contain_text("This video didn’t load")

    feed.next()
    feed.plays()

    page.unroute(files)
    feed.next("ArrowUp")
    again = feed.clip.get_by_role("button", name="Try again")
    expect(again.or_(feed.pause).first).to_be_visible()
    if again.is_visible():
        again.click()
    feed.plays()


def test_more_clips_load_with_words_and_a_skeleton(visit):
    """1. The next page is slow: behind the last clip stands a skeleton. 2. It comes: a clip."""
    page: Page = visit(reduced_motion="reduce")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/feed?*", hold)
    feed = FeedPage(page).open()
    loading = page.get_by_role("status").filter(has_text="Loading videos")
    for _ in range(FIRST_PAGE - 1):
        feed.next()
    feed.press("ArrowDown")
    expect(feed.clip).to_have_count(0)
    expect(loading).to_be_attached()
    expect(page.locator("article[aria-busy=true]")).to_be_in_viewport()

    for route in held:
        route.continue_()

    feed.plays()


def test_a_page_without_scripts_shows_the_first_clip(visit):
    """1. No script runs: the first clip's picture stands in the page, with words for who waits."""
    page: Page = visit(java_script_enabled=False)

    page.goto("/")

    expect(page.locator("[data-first-clip] video")).to_have_attribute("src", re.compile("mp4$"))
    expect(page.get_by_role("status").first).to_have_text("Loading videos")


@pytest.mark.parametrize(
    ("width", "height"), [(390, 844), (820, 1180), (1024, 768), (1440, 900)], ids=str
)
def test_the_picture_is_there_before_the_stylesheet_and_stays_in_its_place(visit, width, height):
    """1. The styles are late: the clip plays, nothing else shows. 2. They come: it stands still."""
    page: Page = visit(viewport={"width": width, "height": height})
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/assets/*.css", hold)
    page.goto("/", wait_until="commit")
    video = page.locator("[data-first-clip] video")
    expect(video).to_have_js_property("paused", False)
    expect(page.get_by_role("navigation").first).to_be_hidden()
    before = video.bounding_box()

    for route in held:
        route.continue_()

    expect(page.locator("html")).not_to_have_attribute("data-picture-first", "")
    expect(page.get_by_role("navigation", name="Main").locator("visible=true")).to_have_count(1)
    assert video.bounding_box() == pytest.approx(before, abs=0.5)


def test_following_somebody_or_nobody(visit: Visit, given, somebody: str):
    """1. Nobody followed yet: words and a way on. 2. They follow Maya and Noor: their clips."""
    page: Page = visit(signed_in_as=somebody, reduced_motion="reduce")
    page.goto("/following")
    expect(page.get_by_role("heading", name="Your people go here")).to_be_visible()
    page.get_by_role("link", name="Watch For you").click()
    FeedPage(page).plays()

    def follow(db: Session) -> None:
        for followed in ("maya", "noor"):
            follow_person(
                db, find_person_id(db, somebody), followed_id=find_person_id(db, followed)
            )

    given(follow)
    feed = FeedPage(page).open("/following")
    expect(page.get_by_role("region", name="Following")).to_be_visible()
    creators = {feed.creator.inner_text()}
    while len(creators) == 1:  # the newest ones may all be by one of the two
        feed.next()
        creators.add(feed.creator.inner_text())
    assert creators == {"@maya", "@noor"}


def test_a_stranger_is_asked_to_sign_in_for_following(page: Page):
    """1. Following without an account: words, and a way to sign in that leads back here."""
    page.goto("/following")

    expect(page.get_by_role("heading", name="Sign in to see your people")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    expect(page).to_have_url("/sign-in?next=%2Ffollowing")


def test_the_first_day_has_no_clips(visit, empty_product):
    """1. A product without clips: words, and no error. 2. Nobody's profile is a 404."""
    page: Page = visit(at=empty_product, expects=("404",))

    page.goto("/")
    expect(page.get_by_role("heading", name="Nothing to watch yet")).to_be_visible()

    answer = page.goto("/u/maya")
    assert answer is not None
    assert answer.status == 404


def test_what_is_not_there_says_so(visit):
    """Unknown addresses are real 404s, each with a page, its reason, and a way on."""
    page: Page = visit(expects=("404",))
    for address, reason in (
        ("/nothing-here", "The address may be mistyped"),
        ("/video/nobodyhasit", "We can’t find this video."),
        ("/product/no-such-thing", "We can’t find this product."),
        ("/u/nobody.at.all", "Nobody here goes by this handle."),
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404, address
        expect(page).to_have_title("Not found · Small Gestures")
        expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
        expect(page.get_by_role("main")).to_contain_text(reason)
    page.get_by_role("link", name="To the videos").click()
    FeedPage(page).plays()
