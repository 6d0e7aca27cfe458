"""The renderer's memory after a thousand clips beside ten."""

from collections.abc import Iterator

from tests.e2e.running_product import RunningProduct, wait_until
from tests.perf.bench import Bench, another_product, median
from tests.perf.many_clips import add_clips
from tests.perf.plain_browser import PlainPage, plain_page
from tests.perf.rows import Row

FEW, MANY, QUICK = 10, 1000, 200
POOL = 4
# The first ten and the last ten are looked at for a moment; those between pass by.
LOOK_MS = 1000
AT_A_TIME = 50
SETTLE_MS = 3000
READINGS = 3
LOADED = '[...document.querySelectorAll("video")].filter(v => v.readyState >= 2).length'


def measure(bench: Bench) -> Iterator[Row]:
    """Scroll through the feed clip by clip; read the memory on the way."""
    many = bench.times(MANY, QUICK)
    with another_product(bench, "many", _add_clips) as product, plain_page() as page:
        page.open(f"{product.url}/")
        _scroll(page, 0, FEW, look_ms=LOOK_MS)
        few_mb = _memory_mb(page)
        for begin in range(FEW, many - FEW, AT_A_TIME):
            _scroll(page, begin, min(begin + AT_A_TIME, many - FEW))
        _scroll(page, many - FEW, many, look_ms=LOOK_MS)
        many_mb = _memory_mb(page)
        videos = page.run('document.querySelectorAll("video").length')
        clips = page.run('document.querySelectorAll("article[data-clip-id]").length')
    yield Row(
        what=f"renderer memory, {many:,} clips scrolled",
        measured=f"{many_mb:.0f} MB",
        baseline=f"{FEW} clips: {few_mb:.0f} MB",
        value=round(many_mb / few_mb, 3),
        must=1.15,
        note=f"in the document at the end: {clips} clips, {videos} <video> elements",
        details={"few_mb": few_mb, "many_mb": many_mb, "clips": clips, "videos": videos},
    )


def _add_clips(product: RunningProduct) -> None:
    add_clips(product.data_dir / "smallgestures.db", MANY)


def _scroll(page: PlainPage, first: int, last: int, *, look_ms: int = 0) -> None:
    ids = page.run(
        f"""(async () => {{
          const ids = [];
          for (let at = {first}; at < {last}; at++) {{
            ids.push(await probe.scrollTo(at));
            await new Promise((resolve) => setTimeout(resolve, {look_ms}));
          }}
          return ids;
        }})()"""
    )
    if None in ids:
        raise TimeoutError(f"clip {first + ids.index(None)} did not come")


def _memory_mb(page: PlainPage) -> float:
    """Return the renderer's megabytes when all players are loaded and what is unused is gone."""
    wait_until(lambda: page.run(LOADED) == POOL, "the players", patience_s=30)
    page.run(f"new Promise(resolve => setTimeout(resolve, {SETTLE_MS}))")
    readings = []
    for _ in range(READINGS):
        page.ask("HeapProfiler.collectGarbage")
        readings.append(page.renderer_mb())
    return median(readings)
