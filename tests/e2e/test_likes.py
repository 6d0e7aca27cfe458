"""Likes: shown at once, kept for who is signed in, taken back for who is not."""

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from smallgestures.feed.queries import find_place
from tests.e2e.made_clips import make_clip
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.settings import SettingsPage
from tests.e2e.running_product import wait_until
from tests.people import make_person


@pytest.fixture
def somebody(given) -> str:
    """The handle of a person of this test alone."""
    handle = f"p{secrets.token_hex(5)}"
    given(lambda db: make_person(db, handle))
    return handle


@pytest.fixture
def clip(given) -> str:
    """A clip that nobody else likes."""
    return given(make_clip)


def likes(given: Callable, clip: str) -> int:
    def work(db: Session) -> int:
        place = find_place(db, clip, person_id=0)
        assert place is not None
        return place.likes

    return given(work)


def test_a_like_is_kept_and_can_be_taken_back(visit, given, somebody: str, clip: str):
    """1. Like: the count is 1, here and in the database. 2. So after a look at another page.

    3. So after a reload. 4. Take it back.
    """
    page = visit(signed_in_as=somebody)
    feed = FeedPage(page).open_clip(clip)

    feed.like.click()
    expect(feed.like).to_have_attribute("aria-pressed", "true")
    expect(feed.like).to_have_text("1")
    wait_until(lambda: likes(given, clip) == 1, "the like to be stored")

    page.goto("/discover")
    page.go_back()
    feed.plays()
    expect(feed.like).to_have_attribute("aria-pressed", "true")
    expect(feed.like).to_have_text("1")

    page.reload()
    feed.plays()
    expect(feed.like).to_have_attribute("aria-pressed", "true")
    expect(feed.like).to_have_text("1")

    feed.press("l")
    expect(feed.like).to_have_attribute("aria-pressed", "false")
    expect(feed.like).to_have_text("0")
    wait_until(lambda: likes(given, clip) == 0, "the like to be gone")


def test_a_strangers_like_is_taken_back_with_a_way_to_sign_in(visit, given, clip: str):
    """1. Like: it shows. 2. The server refuses: it goes, with words. 3. Sign in leads back here."""
    page: Page = visit(expects=("401",))
    feed = FeedPage(page).open_clip(clip)

    feed.like.click()

    expect(feed.notice).to_contain_text("Sign in to like videos.")
    expect(feed.like).to_have_attribute("aria-pressed", "false")
    expect(feed.like).to_have_text("0")
    assert likes(given, clip) == 0
    feed.notice.get_by_role("link", name="Sign in").click()
    expect(page).to_have_url(f"/sign-in?next=%2Fvideo%2F{clip}")


def test_a_like_that_could_not_be_saved_is_taken_back(visit, somebody: str, clip: str):
    """1. The connection breaks. 2. Like: it goes again, and the page says so."""
    page: Page = visit(signed_in_as=somebody, expects=("ERR_FAILED",))
    feed = FeedPage(page).open_clip(clip)
    page.route("**/api/likes/**", lambda route: route.abort())

    feed.like.click()

    expect(feed.notice).to_have_text("Your like was not saved. Please try again.")
    expect(feed.like).to_have_attribute("aria-pressed", "false")


def test_signing_out_in_one_tab_refuses_the_like_in_the_other(
    visit, given, somebody: str, clip: str
):
    """1. Two tabs, one person. 2. One signs out. 3. The other's like is refused, with words."""
    page: Page = visit(signed_in_as=somebody, expects=("401",))
    feed = FeedPage(page).open_clip(clip)
    other = page.context.new_page()
    SettingsPage(other).open().sign_out.click()
    other.wait_for_url("**/")

    feed.like.click()

    expect(feed.notice).to_contain_text("Sign in to like videos.")
    expect(feed.like).to_have_attribute("aria-pressed", "false")
    assert likes(given, clip) == 0
