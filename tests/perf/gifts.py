"""Sending gifts: how many a second, and that the last units of an offer are given once."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from sqlmodel import Session

from smallgestures.cli.database import migrate
from smallgestures.db.engine import reading, transaction
from smallgestures.gestures.gifts.service import send_gift
from smallgestures.gestures.offers.errors import AllGiven
from smallgestures.gestures.offers.models import Offer
from smallgestures.live.broker import open_here
from smallgestures.settings import get_settings
from smallgestures.web.unit_of_work import in_transaction
from tests.gifts import make_giver, make_offer
from tests.perf.bench import Bench, median
from tests.perf.rows import Row
from tests.process_state import forget_process_state

WRITERS = 8
CROWD, LAST_UNITS = 500, 10


def measure(bench: Bench) -> Iterator[Row]:
    """Send from eight writers at once, then let a crowd want the last ten units."""
    gifts = bench.times(1600, 400)
    with _own_database(bench.folder / "gifts"):
        slug, pairs = _arrange(gifts)
        rate, times = asyncio.run(_send_all(slug, pairs))
        sold, left = asyncio.run(_rush())
    p95 = quantiles(times, n=20)[-1] * 1000
    details = {"gifts": gifts, "writers": WRITERS, "median_ms": median(times) * 1000}
    yield Row(
        what="send a gift in a message, SQLite, 8 writers",
        measured=f"{rate:.0f} gifts/s",
        value=rate,
        must=150,
        better="more",
        unit="/s",
        details=details,
    )
    yield Row(
        what="the same, until it is sent (95th percentile)",
        measured=f"p95 {p95:.1f} ms, median {median(times) * 1000:.1f} ms",
        value=p95,
        must=80,
        unit="ms",
        details=details,
    )
    yield Row(
        what=f"{CROWD} senders of the last {LAST_UNITS} units: how many were off",
        measured=f"{sold} sent, {left} left",
        value=abs(sold - LAST_UNITS) + abs(left),
        must=0,
        unit="gifts",
    )


@contextmanager
def _own_database(folder: Path) -> Iterator[None]:
    """Write into a database beside the product's, whose worker has none of it to do."""
    folder.mkdir(parents=True, exist_ok=True)
    before = os.environ.get("SG_DATA_DIR", "")
    os.environ["SG_DATA_DIR"] = str(folder)
    forget_process_state()
    migrate(get_settings())
    try:
        yield
    finally:
        os.environ["SG_DATA_DIR"] = before
        forget_process_state()


def _arrange(gifts: int) -> tuple[str, list[tuple[int, str]]]:
    """Return an offer, and as many pairs of a sender and a recipient as there are gifts."""
    with transaction() as db:
        offer = make_offer(db, units_total=gifts)
        people = [make_giver(db, f"giver{number}") for number in range(gifts)]
        pairs = [(person.key, people[(at + 1) % gifts].handle) for at, person in enumerate(people)]
        return offer.slug, pairs


async def _send_all(slug: str, pairs: list[tuple[int, str]]) -> tuple[float, list[float]]:
    """Return how many gifts a second were sent, and how long each took."""
    open_here()  # as in the process that serves pages: they are told without the table of news
    waiting, times = iter(list(enumerate(pairs))), []

    async def write() -> None:
        for number, (sender_id, handle) in waiting:
            began = perf_counter()
            await in_transaction(_sending(slug, sender_id, handle, f"bench-{number}"))
            times.append(perf_counter() - began)

    began = perf_counter()
    await asyncio.gather(*(write() for _ in range(WRITERS)))
    return len(pairs) / (perf_counter() - began), times


async def _rush() -> tuple[int, int]:
    """Return how many of a crowd were served with the last units, and how many units are left."""
    with transaction() as db:
        offer = make_offer(db, units_total=LAST_UNITS)
        offer_id, slug = offer.key, offer.slug
        crowd = [make_giver(db, f"crowd{number}").key for number in range(CROWD)]

    async def want(sender_id: int) -> str:
        try:
            await in_transaction(_sending(slug, sender_id, None, f"rush-{sender_id}"))
        except AllGiven:
            return "all given"
        return "sent"

    came = Counter(await asyncio.gather(*(want(sender_id) for sender_id in crowd)))
    with reading() as db:
        return came["sent"], db.get_one(Offer, offer_id).units_left


def _sending(slug: str, sender_id: int, handle: str | None, key: str):
    def send(db: Session) -> None:
        send_gift(db, slug, sender_id=sender_id, to=handle, note="For your garden.", key=key)

    return send
