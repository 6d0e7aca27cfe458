"""From the end of a clip until its card is painted, with the server and without."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.perf.bench import Bench, median, spread
from tests.perf.browser import chromium, cold_page, dwell, first_frame_ms
from tests.perf.rows import Row

LOADED_MS = 2500
CLIPS = 2
REPLAYS = 6


def measure(bench: Bench) -> Iterator[Row]:
    """Let clips with products end, again and again; then the same with the server gone."""
    addresses = _clips_with_products(bench)[: bench.times(CLIPS, 1)]
    with chromium() as browser:
        there = [took for url in addresses for took in _ends(browser, url)]
        yield _row("ended → end card painted", there)
        gone = []
        for url in addresses:
            with _loaded(browser, url) as page:
                bench.product.cut_off()
                try:
                    gone += _replayed(page)
                finally:
                    bench.product.start()
        yield _row("… with the server stopped", gone)


def _row(what: str, times: list[float]) -> Row:
    return Row(
        what=what,
        measured=f"median of {len(times)}, worst {max(times):.0f} ms",
        value=median(times),
        must=20,
        unit="ms",
        details={"ms": spread(times)},
    )


def _clips_with_products(bench: Bench) -> list[str]:
    items = bench.first_page()["items"]
    return [bench.product.url + item["url"] for item in items if item["products"]]  # type: ignore[attr-defined]


def _ends(browser: Browser, url: str) -> list[float]:
    with _loaded(browser, url) as page:
        return _replayed(page)


@contextmanager
def _loaded(browser: Browser, url: str) -> Iterator[Page]:
    with cold_page(browser) as page:
        first_frame_ms(page, url)
        dwell(page, LOADED_MS)
        yield page


def _replayed(page: Page) -> list[float]:
    times = []
    replay = page.locator('[data-part="end-card"]').get_by_role("button", name="Replay")
    for _ in range(REPLAYS):
        took = page.evaluate("() => probe.endCard()")
        if took is None:
            raise TimeoutError("no end card came")
        times.append(float(took))
        replay.dispatch_event("click")  # no waiting for the slide to end, no scrolling
        replay.wait_for(state="detached")
        dwell(page, 300)
    return times
