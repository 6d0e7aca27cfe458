"""The feed, as somebody who watches meets it."""

import re

from playwright.sync_api import Locator, Page, expect

SWIPE_STEPS = 12
LAST_MOMENT_S = "7.2"  # of eight seconds


class EndCard:
    """The products of the current clip, once it has ended or been asked for them."""

    def __init__(self, clip: Locator) -> None:
        self.region = clip.get_by_role("region", name="Featured product")
        self.message = self.region.get_by_role("status")
        self.view = self.region.get_by_role("link", name=re.compile("^View product"))
        self.replay = self.region.get_by_role("button", name="Replay")
        self.dismiss = self.region.get_by_role("button", name="Dismiss")
        self.tiles = self.region.get_by_test_id("end-card-product")

    def rises(self) -> None:
        """Return when the card stands still: a click on what moves would scroll to it."""
        expect(self.region).to_be_visible()
        self.region.evaluate(
            "card => Promise.allSettled(card.getAnimations().map((one) => one.finished))"
            ".then(() => true)"
        )


class FeedPage:
    """The feed with its current clip."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.region = page.locator("[data-part=feed]")
        self.clip = page.locator("article[data-current][data-clip-id]")
        self.card = EndCard(self.clip)
        self.like = self.clip.get_by_role("button", name="Like")
        self.share = self.clip.get_by_role("button", name="Share")
        self.mute = self.clip.get_by_role("button", name="Mute")
        self.unmute = self.clip.get_by_role("button", name="Unmute")
        self.pause = self.clip.get_by_role("button", name="Pause")
        self.play = self.clip.get_by_role("button", name="Play")
        self.speed = self.clip.get_by_role("button", name=re.compile("^Speed"))
        self.captions = self.clip.get_by_role("button", name="Captions")
        self.seek = self.clip.get_by_role("slider", name="Seek")
        self.creator = self.clip.get_by_role("link", name=re.compile("^@"))
        self.anchor = self.clip.get_by_role("link", name=re.compile("^Shop: "))
        self.video = self.clip.locator("video")
        self.notice = page.locator("[data-part=notice]")
        self.connection = page.locator("[data-part=connection]")
        self.help = page.get_by_role("dialog", name="Keyboard shortcuts")

    def open(self, address: str = "/") -> "FeedPage":
        """Open the feed, or one clip in it; return when that clip plays."""
        self.page.goto(address)
        return self.plays()

    def open_clip(self, public_id: str) -> "FeedPage":
        """Open the feed at one clip."""
        return self.open(f"/video/{public_id}")

    def plays(self) -> "FeedPage":
        """Return when the current clip stands still in view and plays.

        A click on what is still on its way would scroll to it, and so change its course.
        """
        expect(self.clip).to_have_attribute("data-state", "playing")
        self.arrives()
        return self

    def arrives(self) -> None:
        """Return when the current clip fills the feed."""
        expect(self.clip).to_be_in_viewport(ratio=0.99)

    @property
    def clip_id(self) -> str:
        """Which clip is current."""
        return self.clip.get_attribute("data-clip-id") or ""

    def press(self, *keys: str) -> "FeedPage":
        """Press keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def next(self, key: str = "ArrowDown") -> str:
        """Go on by key; return the id of the clip that is current then."""
        before = self.clip_id
        self.press(key)
        expect(self.clip).not_to_have_attribute("data-clip-id", before)
        self.arrives()
        return self.clip_id

    def skip_to_the_end(self) -> "FeedPage":
        """Watch only the end of a clip of ten seconds or less."""
        return self.press("ArrowRight", "ArrowRight")

    def watch_to_the_end(self) -> EndCard:
        """Watch the end of the clip; return the card that shows."""
        self.skip_to_the_end()
        self.card.rises()
        return self.card

    def starts_over(self) -> "FeedPage":
        """Watch the end of the clip; return when it has begun again by itself."""
        self.seek.fill(LAST_MOMENT_S)
        expect(self.seek).to_have_attribute("aria-valuetext", re.compile("^0:0[01] "))
        return self

    def swipe_up(self) -> None:
        """Swipe to the next clip."""
        self.swipe(x=150, y=520, by_y=-420)

    def swipe(self, *, x: float, y: float, by_x: float = 0, by_y: float = 0) -> None:
        """Move a finger over the screen; only browsers of phones feel it."""
        finger = self.page.context.new_cdp_session(self.page)

        def touch(kind: str, *points: dict[str, float]) -> None:
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

        touch("touchStart", {"x": x, "y": y})
        for step in range(1, SWIPE_STEPS + 1):
            part = step / SWIPE_STEPS
            touch("touchMove", {"x": x + by_x * part, "y": y + by_y * part})
        touch("touchEnd")
        finger.detach()
