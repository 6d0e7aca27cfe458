"""Watching: keys, buttons, sound, speed, captions, seeking, sharing, on a desk and on a phone."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.settings import SettingsPage
from tests.e2e.visitors import PHONE


def test_every_key_of_the_feed_does_what_the_help_says(visit):
    """Somebody without a mouse can do everything.

    1. Arrows and J, K go from clip to clip; Space pauses; Left and Right seek.
    2. M gives sound, L likes (and asks a stranger to sign in).
    3. ? opens the help, Escape closes it, and the focus returns.
    """
    page = visit(expects=("401",))
    feed = FeedPage(page).open()
    first = feed.clip_id
    second = feed.next("ArrowDown")
    third = feed.next("j")
    assert len({first, second, third}) == 3
    assert feed.next("ArrowUp") == second
    assert feed.next("k") == first

    feed.plays().press("Space")
    expect(feed.clip).to_have_attribute("data-state", "paused")
    expect(feed.play).to_be_visible()
    feed.press("ArrowRight")
    expect(feed.seek).to_have_attribute("aria-valuetext", re.compile("^0:0[5-8] "))
    feed.press("ArrowLeft")
    expect(feed.seek).to_have_attribute("aria-valuetext", re.compile("^0:0[0-3] "))
    feed.press("Space").plays()

    feed.press("m")
    expect(feed.mute).to_be_visible()
    feed.press("m")
    expect(feed.unmute).to_be_visible()

    feed.press("l")
    expect(feed.notice).to_contain_text("Sign in to like videos.")
    expect(feed.like).to_have_attribute("aria-pressed", "false")

    feed.share.focus()
    feed.press("?")
    expect(feed.help).to_be_visible()
    expect(feed.help).to_contain_text("Next video")
    current = feed.clip_id
    feed.press("ArrowDown")
    assert feed.clip_id == current, "keys belong to the dialog while it is open"
    feed.press("Escape")
    expect(feed.help).to_be_hidden()
    expect(feed.share).to_be_focused()


def test_b_opens_the_products_at_any_time(page: Page):
    """B leads into the products while the clip plays, Escape back to it.

    1. B: the clip pauses, the panel opens, its first link has the focus.
    2. Escape: the panel goes, the clip plays on, and at its end the card shows all the same.
    """
    feed = FeedPage(page).open_clip("demoVase")

    feed.press("b")
    expect(feed.card.region).to_be_visible()
    expect(feed.card.view).to_be_focused()
    expect(feed.clip).to_have_attribute("data-state", "paused")

    feed.press("Escape")
    expect(feed.card.region).to_have_count(0)
    feed.plays().watch_to_the_end()


def test_tab_leads_into_the_card_and_through_it(page: Page):
    """At the end of a clip the next Tab enters the card; Escape closes it.

    1. Watch to the end by keys: the focus is nowhere near the card.
    2. Tab: View product, Replay, Dismiss, in this order.
    3. Escape: the card is gone and stays away from this clip.
    """
    feed = FeedPage(page).open_clip("demoBottle")
    card = feed.watch_to_the_end()
    expect(card.view).not_to_be_focused()

    feed.press("Tab")
    expect(card.view).to_be_focused()
    feed.press("Tab")
    expect(card.replay).to_be_focused()
    feed.press("Tab")
    expect(card.dismiss).to_be_focused()

    feed.press("Escape")
    expect(card.region).to_have_count(0)
    feed.press("Space").plays().starts_over()
    expect(card.region).to_have_count(0)


def test_keys_with_modifiers_belong_to_the_browser(page: Page):
    """1. Pause. 2. Control and M, J, L: nothing happens to the clip."""
    feed = FeedPage(page).open_clip("demoOcean")
    feed.press("Space")
    expect(feed.clip).to_have_attribute("data-state", "paused")

    feed.press("Control+m", "Alt+j", "Control+ArrowDown", "Meta+b")

    assert feed.clip_id == "demoOcean"
    expect(feed.unmute).to_be_visible()
    expect(feed.clip).to_have_attribute("data-state", "paused")


def test_a_finger_is_enough_on_a_phone(visit):
    """Swipe, tap to pause, tap the anchor.

    1. A swipe leads to the next clip, one at a time; another back.
    2. A tap pauses, another plays.
    3. The anchor leads to the product.
    """
    phone = visit(on=PHONE)
    feed = FeedPage(phone).open_clip("demoVase")

    feed.swipe_up()
    expect(feed.clip).not_to_have_attribute("data-clip-id", "demoVase")
    feed.plays().swipe(x=150, y=200, by_y=420)
    expect(feed.clip).to_have_attribute("data-clip-id", "demoVase")

    feed.plays().pause.tap()
    expect(feed.clip).to_have_attribute("data-state", "paused")
    feed.play.tap()
    feed.plays()

    feed.anchor.tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tidal vase")


def test_buttons_do_what_the_keys_do(page: Page):
    """1. Next and previous. 2. Pause and play. 3. The help."""
    feed = FeedPage(page).open()
    first = feed.clip_id

    page.get_by_role("button", name="Next video").click()
    expect(feed.clip).not_to_have_attribute("data-clip-id", first)
    page.get_by_role("button", name="Previous video").click()
    expect(feed.clip).to_have_attribute("data-clip-id", first)

    feed.plays().pause.click()
    expect(feed.clip).to_have_attribute("data-state", "paused")
    feed.play.click()
    feed.plays()

    page.get_by_role("button", name="Keyboard shortcuts").click()
    feed.help.get_by_role("button", name="Close").click()
    expect(feed.help).to_be_hidden()


# Playwright looks into pages with the rights of a gesture, so that the browser takes every page
# for one that somebody has touched. This says what it would say to people.
ONLY_KEYS_COUNT = """
let touched = false;
addEventListener("keydown", () => { touched = true; }, true);
Object.defineProperty(navigator, "userActivation", {
  get: () => ({ hasBeenActive: touched, isActive: touched }),
});
"""


def test_sound_is_off_until_somebody_wants_it_and_the_choice_is_kept(visit):
    """A page makes no noise by itself; who wanted sound has it again after the first gesture.

    1. A first visit is muted.
    2. Unmute; after a reload the page is silent until the first key, then it has sound.
    3. Mute; after a reload it stays muted.
    """
    muted = "video => video.muted"
    page: Page = visit()
    page.add_init_script(ONLY_KEYS_COUNT)
    feed = FeedPage(page).open_clip("demoOcean")
    assert feed.video.evaluate(muted)
    feed.press("m")
    expect(feed.mute).to_be_visible()
    assert not feed.video.evaluate(muted)

    page.reload()
    feed.plays()
    expect(feed.unmute).to_be_visible()
    assert feed.video.evaluate(muted)
    feed.press("ArrowLeft")
    expect(feed.mute).to_be_visible()
    assert not feed.video.evaluate(muted)

    feed.mute.click()
    page.reload()
    feed.plays().press("ArrowLeft")
    expect(feed.unmute).to_be_visible()
    assert feed.video.evaluate(muted)


def test_speed_is_chosen_and_kept(page: Page):
    """1. One press: half as fast again. 2. It holds for the next clip, and after a reload."""
    feed = FeedPage(page).open_clip("demoOcean")
    expect(feed.speed).to_have_accessible_name("Speed 1×")

    feed.speed.click()
    expect(feed.speed).to_have_accessible_name("Speed 1.5×")
    assert feed.video.evaluate("video => video.playbackRate") == 1.5

    feed.next()
    feed.plays()
    assert feed.video.evaluate("video => video.playbackRate") == 1.5
    page.reload()
    feed.plays()
    expect(feed.speed).to_have_accessible_name("Speed 1.5×")


def test_the_slider_seeks(page: Page):
    """1. Pause. 2. Set the slider to 4 seconds: the time says so. 3. Home: the beginning."""
    feed = FeedPage(page).open_clip("demoOcean")
    feed.press("Space")
    expect(feed.clip).to_have_attribute("data-state", "paused")

    feed.seek.fill("4")
    expect(feed.seek).to_have_attribute("aria-valuetext", "0:04 of 0:08")
    feed.seek.press("Home")
    expect(feed.seek).to_have_attribute("aria-valuetext", "0:00 of 0:08")


def test_captions_stand_in_for_silence_and_follow_the_choice(page: Page):
    """Who hears nothing reads; who turned them off has them off.

    1. A muted clip with captions shows them.
    2. Turned off, they stay off for the next visit.
    3. A clip without captions offers none.
    """
    mode = "video => video.textTracks[0].mode"
    feed = FeedPage(page).open_clip("demoBottle")
    expect(feed.captions).to_have_attribute("aria-pressed", "true")
    assert feed.video.evaluate(mode) == "showing"

    feed.captions.click()
    expect(feed.captions).to_have_attribute("aria-pressed", "false")
    assert feed.video.evaluate(mode) == "disabled"
    page.reload()
    feed.plays()
    expect(feed.captions).to_have_attribute("aria-pressed", "false")

    feed.open_clip("demoOcean")
    expect(feed.captions).to_have_count(0)


def test_sharing_copies_the_clips_address(visit):
    """1. Press S, or the button. 2. The clipboard holds the address; the page says so."""
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    feed = FeedPage(page).open_clip("demoVase")

    feed.share.click()

    expect(feed.notice).to_contain_text("Link copied")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.endswith("/video/demoVase")
    FeedPage(page).open(address)
    assert feed.clip_id == "demoVase"


def test_without_a_clipboard_the_address_itself_is_shown(page: Page):
    """1. The browser refuses the clipboard. 2. The link stands there to be copied by hand."""
    page.add_init_script(
        "Object.defineProperty(navigator.clipboard, 'writeText',"
        " { value: () => Promise.reject(new Error('refused')) })"
    )
    feed = FeedPage(page).open_clip("demoVase")

    feed.press("s")

    expect(feed.notice).to_contain_text("/video/demoVase")


def test_reduced_motion_moves_nothing_but_the_video(visit):
    """Who asked for less motion gets no slide: things are just there.

    1. Watch to the end: no part of the card moves for longer than a blink.
    2. The next clip is there at once, without scrolling.
    """
    feed = FeedPage(visit(reduced_motion="reduce")).open_clip("demoVase")
    card = feed.watch_to_the_end()
    longest = "card => Math.max(0, ...card.getAnimations({ subtree: true })" + (
        ".map((one) => one.effect.getComputedTiming().endTime))"
    )
    assert card.region.evaluate(longest) <= 1

    height = feed.region.evaluate("feed => feed.clientHeight")
    feed.press("ArrowDown")
    assert feed.region.evaluate("feed => feed.scrollTop") == height


def test_who_saves_data_gets_the_smaller_files(visit):
    """1. Turn on Save data in the settings. 2. The next clips come as their small renditions."""
    page: Page = visit(signed_in_as="rush")
    SettingsPage(page).open().save_data.check()
    feed = FeedPage(page).open()
    items = page.request.get("/api/feed").json()["items"]
    small = {item["id"]: item["src_480"] for item in items}

    for _ in range(2):
        clip = feed.next()
        feed.plays()
        assert feed.video.get_attribute("src") == small[clip]
