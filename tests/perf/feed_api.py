"""`GET /api/feed`, signed in: its requests a second beside a bare answer, and its statements."""

import asyncio
from collections.abc import Iterator

import httpx
from sqlalchemy import event

from smallgestures.db.engine import get_engine
from smallgestures.feed.cards import forget_cards
from tests.perf.bench import Bench, bare_server, median, spread
from tests.perf.load import Asked, in_turns
from tests.perf.rows import Row

ADDRESS = "/api/feed"
ITEMS = 10


def measure(bench: Bench) -> Iterator[Row]:
    """Compare with an answer of the same bytes that is ready beforehand, the hardest baseline."""
    cookie = bench.session_cookie()
    answer = httpx.get(bench.product.url + ADDRESS, headers={"cookie": cookie})
    items = len(answer.json()["items"])
    if items != ITEMS:
        raise ValueError(f"expected a page of {ITEMS} clips, got {items}")
    (bench.folder / "feed.json").write_bytes(answer.content)
    with bare_server(bench) as bare:
        ours, theirs, encoded = in_turns(
            [
                Asked(_loopback(bench.product.url) + ADDRESS, {"cookie": cookie}),
                Asked(_loopback(bare) + ADDRESS),
                Asked(_loopback(bare) + f"{ADDRESS}-encoded"),
            ],
            rounds=bench.times(7, 3),
            seconds=bench.times(3, 1),
        )
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    by_encoding = median([mine / other for mine, other in zip(ours, encoded, strict=True)])
    yield Row(
        what="GET /api/feed, 10 items, signed in, SQLite",
        measured=f"{median(ours):.0f} requests/s",
        baseline=f"bare Starlette answer, same bytes: {median(theirs):.0f} requests/s",
        value=median(ratios),
        must=0.10,
        goal=0.25,
        better="more",
        note=f"beside a JSONResponse that encodes the page each time: {by_encoding:.2f} ×",
        details={
            "bytes": len(answer.content),
            "ratios": spread(ratios),
            "product": spread(ours),
            "bare": spread(theirs),
            "bare_encoding": spread(encoded),
        },
    )
    statements = asyncio.run(_statements(cookie))
    yield Row(
        what="… its SQL statements, with nothing kept",
        value=float(len(statements)),
        must=4,
        unit="",
        measured=f"{len(statements)} statements",
        details={"statements": statements},
    )


def _loopback(url: str) -> str:
    return url.replace("//localhost", "//127.0.0.1")


async def _statements(cookie: str) -> list[str]:
    from starlette.applications import Starlette  # noqa: PLC0415

    from smallgestures.web.site import PLAIN  # noqa: PLC0415  # needs the settings of the run

    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(" ".join(statement.split())[:160])

    engine = get_engine()
    event.listen(engine, "before_cursor_execute", note)
    forget_cards()
    try:
        transport = httpx.ASGITransport(Starlette(routes=PLAIN))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            answer = await client.get(ADDRESS, headers={"cookie": cookie})
            answer.raise_for_status()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen
