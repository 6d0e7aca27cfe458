"""What comes when: no clip twice, seen clips last, and the same clip on the way back."""

import re

from playwright.sync_api import Page, Request, expect

from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.product import ProductPage
from tests.e2e.running_product import wait_until
from tests.e2e.visitors import PHONE

THE_DEMO_HAS = 12
MORE_THAN_THERE_ARE = 100


def through(page: Page) -> list[str]:
    """Return all clips that the feed gives to this browser, page after page, as it would ask."""
    ids: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = page.request.get("/api/feed", params={"tab": "for-you", "cursor": cursor}).json()
        ids += [item["id"] for item in answer["items"]]
        cursor = answer["next_cursor"]
    return ids


def test_no_clip_comes_twice_in_a_session(visit):
    """Somebody goes down the whole feed.

    1. From clip to clip to the last: each was new.
    2. Behind the last the feed says that this was all, and leads back to the start.
    """
    page: Page = visit(reduced_motion="reduce")
    feed = FeedPage(page).open()
    everything = page.get_by_role("heading", name="You’ve seen everything for now")
    seen = [feed.clip_id]
    for _ in range(MORE_THAN_THERE_ARE):
        feed.press("ArrowDown")
        expect(page.locator(f"[data-current][data-clip-id='{seen[-1]}']")).to_have_count(0)
        expect(feed.clip.or_(everything).first).to_be_in_viewport()
        if not feed.clip.count():
            break
        seen.append(feed.clip_id)

    assert len(seen) == len(set(seen)) >= THE_DEMO_HAS
    expect(everything).to_be_visible()
    page.get_by_role("button", name="Back to the start").click()
    expect(feed.clip).to_have_attribute("data-clip-id", seen[0])


def test_what_was_seen_comes_last_in_the_next_session(page: Page):
    """A clip that was watched does not stand in the way of new ones.

    1. Watch two clips for a moment, and leave.
    2. The next session's feed has them at its very end.
    """
    a_moment = re.compile("^0:0[1-8] ")
    feed = FeedPage(page).open("/")
    first = feed.clip_id
    expect(feed.seek).to_have_attribute("aria-valuetext", a_moment)
    second = feed.next()
    expect(feed.seek).to_have_attribute("aria-valuetext", a_moment)
    page.goto("/sign-up")
    wait_until(lambda: second in through(page)[-2:], "the watch report to be stored")

    tomorrow = FeedPage(page.context.new_page()).open("/")

    assert tomorrow.clip_id not in {first, second}
    assert set(through(page)[-2:]) == {first, second}


def test_the_way_back_leads_to_the_same_clip(page: Page):
    """A look at a product costs nobody their place in the feed.

    1. Go some clips down, to one with a product; watch it to the end; view the product.
    2. Back: the same clip is current, and the clips around it are the same.
    """
    feed = FeedPage(page).open()
    passed = [feed.clip_id, feed.next()]
    while not feed.anchor.count():
        passed.append(feed.next())
    here = feed.clip_id
    feed.plays().watch_to_the_end().view.first.click()
    ProductPage(page).is_open()

    page.go_back()

    feed.plays()
    assert feed.clip_id == here
    assert feed.next("ArrowUp") == passed[-2]


def test_a_reload_begins_anew(page: Page):
    """1. Go down. 2. Reload: the feed is at its top again, with what was not seen."""
    feed = FeedPage(page).open()
    feed.next()
    below = feed.next()

    page.reload()

    feed.plays()
    assert feed.region.evaluate("feed => feed.scrollTop") == 0
    assert feed.clip_id != below


def test_a_clips_address_opens_it_in_the_feed(page: Page):
    """1. Open /video/{id}. 2. It is the first clip. 3. The feed goes on without it."""
    feed = FeedPage(page).open_clip("demoAurora")
    assert feed.clip_id == "demoAurora"
    expect(feed.clip).to_have_accessible_name(re.compile("^maya: Forty minutes of cold feet"))

    after = [feed.next() for _ in range(5)]

    assert "demoAurora" not in after
    assert len(set(after)) == 5


def test_the_first_page_comes_with_the_page_itself(page: Page):
    """Nothing is asked for before the first picture moves.

    1. Open the feed; note every request until the clip plays.
    2. Its clip and poster were named in the HTML; no page of the feed was fetched.
    """
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("request", note)

    feed = FeedPage(page).open()

    paths = [request.url.removeprefix(page.url.rstrip("/")) for request in asked]
    assert not [path for path in paths if path.startswith("/api/feed")]
    source = feed.video.get_attribute("src") or ""
    assert source in paths
    html = page.request.get(f"/video/{feed.clip_id}").text()
    assert source in html


def test_links_of_the_feed_lead_to_real_pages(visit):
    """Every page comes whole from the server, also when a link leads to it.

    1. From a clip to its creator, from there to another clip, on a phone.
    2. From the feed to Following and back, by the tabs.
    """
    phone: Page = visit(on=PHONE)
    feed = FeedPage(phone).open_clip("demoVase")

    with phone.expect_response("**/u/noor") as answer:
        feed.creator.tap()
    assert answer.value.headers["content-type"].startswith("text/html")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Noor")

    clip = phone.get_by_role("list", name="Clips").get_by_role("link").first
    address = clip.get_attribute("href") or ""
    clip.tap()
    feed.plays()
    assert address.endswith(feed.clip_id)

    with phone.expect_response("**/following"):
        phone.get_by_role("navigation", name="Feed").get_by_role("link", name="Following").tap()
    expect(phone.get_by_role("region", name="Following")).to_be_visible()
