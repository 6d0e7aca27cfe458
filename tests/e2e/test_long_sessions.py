"""A session may be long: what was left behind leaves the memory, too."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.pages.feed import FeedPage

WITH_CAPTIONS = "demoBottle"
FAR_ENOUGH = 4  # its player has been given another clip by then
TIMES = 3
COUNT_TRACKS = """
    const create = document.createElement.bind(document);
    window.tracks = 0;
    document.createElement = (name, ...rest) => {
      if (name === "track") window.tracks += 1;
      return create(name, ...rest);
    };
"""
PLAYERS = 4


def test_players_keep_their_caption_tracks(visit):
    """Chromium keeps each track that was ever shown, so there are no more of them than players.

    1. Go from a clip with captions so far that its player has another; go back; again and again.
    2. Its captions show each time; few tracks were ever made.
    """
    page: Page = visit(reduced_motion="reduce")
    page.add_init_script(COUNT_TRACKS)
    feed = FeedPage(page).open_clip(WITH_CAPTIONS)
    for _ in range(TIMES):
        for key in ["ArrowDown"] * FAR_ENOUGH + ["ArrowUp"] * FAR_ENOUGH:
            feed.next(key)
        assert feed.clip_id == WITH_CAPTIONS
        page.wait_for_function(
            "[...document.querySelectorAll('[data-current] video')].some("
            "(video) => video.textTracks[0]?.cues?.length > 0)"
        )
        expect(feed.captions).to_have_attribute("aria-pressed", "true")

    assert 0 < page.evaluate("tracks") <= PLAYERS


def test_product_pictures_are_as_small_as_they_are_shown(page: Page):
    """Chromium keeps the whole of a picture that it decodes for an <img>.

    1. Open a clip with a product: its anchor has a picture, drawn small.
    2. Watch it to the end: so has its card, and the picture has a name.
    """
    feed = FeedPage(page).open_clip("demoVase")
    card = feed.watch_to_the_end()
    picture = card.region.get_by_role("img").first
    expect(picture).to_be_visible()
    expect(picture).to_have_accessible_name(re.compile("^Tall stoneware vase"))

    page.wait_for_function("document.querySelector('[data-part=end-card] canvas').width > 1")
    assert picture.evaluate("canvas => canvas.height") <= 72
    expect(feed.region.locator("img")).to_have_count(0)
