"""A page of the feed out of a million clips beside one out of ten thousand."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine
from sqlmodel import Session

from smallgestures.db.engine import make_engine
from smallgestures.feed.cards import forget_cards
from smallgestures.feed.cursor import Cursor, Part
from smallgestures.feed.service import PAGE_SIZE, Viewer, read_for_you
from tests.e2e.running_product import copy_data
from tests.perf.bench import Bench, median, spread
from tests.perf.many_clips import SCORES, add_clips, mark_seen
from tests.perf.rows import Row

SMALL, LARGE = 10_000, 1_000_000
SEEN = 1_000
MUST = 1.5


@dataclass(frozen=True)
class Reader:
    """Somebody who asks for a page, and where in the feed."""

    what: str
    viewer: Viewer
    place: Callable[[], str | None]


def _top() -> None:
    return None


def _anywhere() -> str:
    top = Cursor(Part.FRESH, key=SCORES, video_id=1, started_ms=0)
    # Not the last page: it would be shorter in the small feed.
    return replace(top, key=random.randrange(SCORES // 10, SCORES)).encode()


READERS = (
    Reader("a fresh viewer", Viewer("bench-fresh"), _top),
    Reader(f"a viewer who has seen the best {SEEN:,}", Viewer("bench-seen", 2), _top),
    Reader("anywhere in the feed", Viewer("bench-fresh", 2), _anywhere),
)


def measure(bench: Bench) -> Iterator[Row]:
    """Read pages of both in turns, cards included, and compare the medians."""
    small, large = (_database(bench, count) for count in (SMALL, LARGE))
    for reader in READERS:
        times: dict[str, list[float]] = {"small": [], "large": []}
        for _ in range(bench.times(600, 100)):
            times["small"].append(_read(small, reader))
            times["large"].append(_read(large, reader))
        few, many = median(times["small"]), median(times["large"])
        yield Row(
            what=f"feed query at {LARGE:,} videos, {reader.what}",
            measured=f"{many:.2f} ms",
            baseline=f"at {SMALL:,} videos: {few:.2f} ms",
            value=round(many / few, 3),
            must=MUST,
            details={name: spread(values) | {"all": None} for name, values in times.items()},
        )
    small.dispose()
    large.dispose()


def _database(bench: Bench, count: int) -> Engine:
    bench.say(f"  filling a database with {count:,} clips …")
    folder = bench.folder / f"clips-{count}"
    folder.mkdir()
    copy_data(bench.product.data_dir, folder)
    database: Path = folder / "smallgestures.db"
    add_clips(database, count)
    mark_seen(database, viewer="bench-seen", best=SEEN)
    return make_engine(f"sqlite:///{database}")


def _read(engine: Engine, reader: Reader) -> float:
    """Read one page; return the milliseconds that it took."""
    forget_cards()
    cursor = reader.place()
    began = perf_counter()
    with Session(engine, expire_on_commit=False, autoflush=False) as db:
        page = read_for_you(db, reader.viewer, cursor=cursor)
    took = perf_counter() - began
    if len(page.items) != PAGE_SIZE:
        raise ValueError(f"expected a full page, got {len(page.items)} clips")
    return took * 1000
