"""Swiping to the next clip: when its picture stands, and when it moves."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.perf.bench import Bench, median, spread
from tests.perf.browser import chromium, cold_page, dwell, first_frame_ms
from tests.perf.rows import Row

SWIPES = 9  # the demo has twelve clips
DWELL_MS = 1500
NETS = {"none": "loopback", "4g": "emulated 4G"}


def measure(bench: Bench) -> Iterator[Row]:
    """Swipe by key through the feed, watching each clip for a moment."""
    with chromium() as browser:
        for net, name in NETS.items():
            swipes: list[dict[str, float]] = []
            for _ in range(bench.times(4, 1)):
                with cold_page(browser, net=net) as page:
                    first_frame_ms(page, f"{bench.product.url}/")
                    dwell(page, DWELL_MS)
                    swipes += [_swipe(page) for _ in range(SWIPES)]
            pictures = [swipe["picture"] for swipe in swipes]
            motions = [swipe["motion"] for swipe in swipes]
            at_once = sum(picture == 0 for picture in pictures)
            details = {"picture_ms": spread(pictures), "motion_ms": spread(motions)}
            yield Row(
                what=f"swipe to picture at 0 ms, {name}",
                measured=f"{at_once} of {len(pictures)} swipes",
                value=round(100 * at_once / len(pictures), 1),
                must=95,
                better="more",
                unit="%",
                details=details,
            )
            yield Row(
                what=f"swipe to motion, {name}",
                measured=f"median of {len(motions)}, worst {max(motions):.0f} ms",
                value=median(motions),
                must=100,
                unit="ms",
                details=details,
            )


def _swipe(page: Page) -> dict[str, float]:
    page.evaluate("() => probe.swipe()")
    page.keyboard.press("ArrowDown")
    swiped = page.evaluate("() => probe.swiped")
    if swiped is None:
        raise TimeoutError("the next clip did not play")
    dwell(page, DWELL_MS)
    return {name: float(value) for name, value in swiped.items()}
