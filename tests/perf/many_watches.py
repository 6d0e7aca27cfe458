"""A database in which one creator's clips were watched any number of times."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smallgestures import clock
from tests.perf.many_clips import add_clips

CREATOR = "maya"
CLIPS = 500
DAYS = 90
BATCH = 500_000
ORDERS = 10_000  # one for each thousand reports: more than most shops see
# One clip is watched as often as a third of all others together.
LOUD_SHARE = 4


def add_watches(database: Path, count: int) -> str:
    """Add `count` reports on the creator's clips, over 90 days; return the most watched clip.

    They are stored as they are without the product in between; nothing is counted yet. Clip by
    clip and in the order of time, so that every index grows at its end.
    """
    add_clips(database, CLIPS)
    with closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA cache_size=-400000")
        db.execute("PRAGMA synchronous=OFF")
        with db:
            db.execute(_GIVE_CLIPS, (CREATOR,))
        clips = _own_clips(db)
        loud = clips[0]
        shares = {clip: count // LOUD_SHARE if clip == loud else 0 for clip in clips}
        rest = (count - shares[loud]) // (len(clips) - 1)
        first = 0
        for clip in clips:
            number = shares[clip] or rest
            for begin, length in _batches(number):
                with db:
                    db.execute(_REPORTS, _values(clip, first, begin, length, number))
            first += number
        (public_id,) = db.execute("SELECT public_id FROM video WHERE id = ?", (loud,)).fetchone()
    return str(public_id)


def add_sales(database: Path, count: int = ORDERS) -> None:
    """Let the creator's clips have sold so much, as far as their figures say it."""
    today = clock.now().date()
    with closing(sqlite3.connect(database)) as db, db:
        clips = _own_clips(db)
        rows = (
            (
                10_000_000 + place,
                clips[place % len(clips)],
                (today - timedelta(days=place % DAYS)).isoformat(),
            )
            for place in range(count)
        )
        db.executemany(
            "INSERT INTO clip_sale (order_id, video_id, day, currency, paid_minor,"
            " commission_minor) VALUES (?, ?, ?, 'usd', 4800, 384)",
            rows,
        )


_GIVE_CLIPS = """
    UPDATE video SET creator_id = (SELECT id FROM person WHERE handle = ?)
    WHERE public_id LIKE 'clip%'
"""
_REPORTS = """
    WITH RECURSIVE n(i) AS (
      SELECT :begin UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :begin + :length
    )
    INSERT INTO watch_report
      (created_at, report_id, video_id, viewer, watched_ms, position_ms, completed, started_at)
    SELECT :oldest, printf('%08x-0000-4000-8000-%012x', :first + i, :first + i), :clip,
      'v' || (i * 7919 % :viewers), i * 131 % 9000, min(8000, i * 131 % 9000),
      i * 131 % 9000 >= 8000,
      strftime('%Y-%m-%d %H:%M:%f', julianday(:oldest) + 1.0 * i * :days / :number) || '000'
    FROM n
"""


def _values(
    clip: int, first: int, begin: int, length: int, number: int
) -> dict[str, int | str | float]:
    oldest: datetime = clock.now().astimezone(UTC) - timedelta(days=DAYS - 1)
    return {
        "clip": clip,
        "first": first,
        "begin": begin,
        "length": length,
        "number": number,
        "viewers": max(1, number // 5),
        "days": DAYS - 1,
        "oldest": oldest.strftime("%Y-%m-%d %H:%M:%S.000000"),
    }


def _batches(number: int) -> Iterator[tuple[int, int]]:
    for begin in range(0, number, BATCH):
        yield begin, min(BATCH, number - begin)


def _own_clips(db: sqlite3.Connection) -> list[int]:
    rows = db.execute(
        "SELECT v.id FROM video v JOIN person p ON p.id = v.creator_id WHERE p.handle = ?"
        " AND v.public_id LIKE 'clip%' ORDER BY v.id",
        (CREATOR,),
    )
    return [row[0] for row in rows]
