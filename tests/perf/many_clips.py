"""A database with any number of clips, which share the few media files of the demo."""

import sqlite3
from contextlib import closing
from pathlib import Path

# Spread over the clips in no order, so that neighbours in the feed are strangers on disk.
SCORES = 1_000_003
SPREAD = 7_919
HAS_PRODUCT = 3  # every third clip has one

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"


def add_clips(database: Path, count: int) -> None:
    """Add `count` published clips: copies of those that are there, each with an id of its own."""
    with closing(sqlite3.connect(database)) as db, db:
        db.executescript(
            f"""
            CREATE TEMP TABLE model AS
              SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM video
              WHERE state = 'ready';
            CREATE TEMP TABLE first AS SELECT max(id) AS video_id FROM video;
            CREATE TEMP TABLE goods AS
              SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM product;

            {_numbers(count)}
            INSERT INTO video (id, public_id, {_others(db, "video")})
              SELECT first.video_id + i, printf('clip%07d', i), {_others(db, "video", "v")}
              FROM n, first
              JOIN model ON model.place = i % (SELECT count(*) FROM model)
              JOIN video v ON v.id = model.id;

            {_numbers(count)}
            INSERT INTO feed_entry (video_id, creator_id, published_at, likes, score)
              SELECT v.id, v.creator_id, v.published_at, i % 500, i * {SPREAD} % {SCORES}
              FROM n, first JOIN video v ON v.id = first.video_id + i;

            {_numbers(count // HAS_PRODUCT)}
            INSERT INTO commerce_link ({_others(db, "commerce_link")}, video_id, product_id)
              SELECT {_others(db, "commerce_link", "l")}, first.video_id + i * {HAS_PRODUCT},
                goods.id
              FROM n, first
              JOIN goods ON goods.place = i % (SELECT count(*) FROM goods)
              JOIN commerce_link l ON l.id = (SELECT min(id) FROM commerce_link);
            """
        )


def mark_seen(database: Path, *, viewer: str, best: int) -> None:
    """Let the viewer have seen the `best` clips of the feed, the worst case for their next page."""
    with closing(sqlite3.connect(database)) as db, db:
        db.execute(
            "INSERT INTO seen (viewer, video_id, seen_at) SELECT ?, video_id, published_at"
            " FROM feed_entry ORDER BY score DESC, video_id DESC LIMIT ?",
            (viewer, best),
        )


def _numbers(count: int) -> str:
    return _NUMBERS.format(count=count)


def _others(db: sqlite3.Connection, table: str, alias: str = "") -> str:
    """Name the table's columns whose values are copied."""
    made = {"id", "public_id", "video_id", "product_id"}
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] not in made]
    return ", ".join(f"{alias}.{name}" if alias else name for name in names)
