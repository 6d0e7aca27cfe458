"""A page of the feed costs few statements, each of which reads an index and stops."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import Session

from smallgestures import clock
from smallgestures.db.engine import get_engine, reading
from smallgestures.feed.cards import forget_cards
from smallgestures.feed.cursor import Cursor, Part, to_ms
from smallgestures.feed.models import FeedEntry, Seen
from smallgestures.feed.service import (
    PAGE_SIZE,
    Page,
    Viewer,
    read_following,
    read_for_you,
    read_from,
)
from smallgestures.videos.models import Video
from tests.factories import follow, make_clip, make_link, make_playable
from tests.integration.statements import statements
from tests.people import make_person

DOMAIN_STATEMENTS = 3  # the fourth looks the session up
FEW, MANY = 250, 8000
SEEN = 1500


@dataclass
class Feed:
    """A feed of many clips, and viewers who are at different places in it."""

    ines: Viewer  # has seen a few, follows two creators
    leo: Viewer  # has seen as many as are in the smaller feed, and more
    public_id: str


def arrange(db: Session, *, clips: int) -> Feed:
    ines, leo, maya, noor = (make_person(db, name) for name in ("ines", "leo", "maya", "noor"))
    others = [make_person(db, f"creator{number}") for number in range(20)]
    first = make_clip(db, maya)
    make_link(db, first)
    follow(db, ines, maya)
    follow(db, ines, noor)
    creators = [maya, noor, *others]
    now = clock.now()
    videos = [
        {
            **vars(make_playable()),
            "id": first.key + number,
            "created_at": now,
            "creator_id": creators[number % len(creators)].key,
            "public_id": f"clip{number:07}",
            "caption": "",
            "state": "ready",
            "published_at": now,
        }
        for number in range(1, clips)
    ]
    entries = [
        {
            "video_id": video["id"],
            "creator_id": video["creator_id"],
            "published_at": now,
            "score": (video["id"] * 7919) % 100_000,
            "likes": 0,
        }
        for video in videos
    ]
    seen = [
        {"viewer": "p-leo", "video_id": first.key + number, "seen_at": now - timedelta(hours=1)}
        for number in range(min(clips, SEEN))
    ]
    seen += [row | {"viewer": "p-ines"} for row in seen[:5]]
    for table, rows in ((Video, videos), (FeedEntry, entries), (Seen, seen)):
        db.execute(insert(table), rows)
    return Feed(Viewer("p-ines", ines.key), Viewer("p-leo", leo.key), first.public_id)


def second(read: Callable[..., Page], db: Session, viewer: Viewer) -> Page:
    page = read(db, viewer, cursor=None)
    assert page.next_cursor is not None
    forget_cards()
    return read(db, viewer, cursor=page.next_cursor)


def seen_now() -> str:
    return Cursor(Part.SEEN, 0, 0, to_ms(clock.now())).encode()


CASES: dict[str, Callable[[Session, Feed], Page]] = {
    "nobody": lambda db, feed: read_for_you(db, Viewer(), cursor=None),
    "fresh": lambda db, feed: read_for_you(db, feed.ines, cursor=None),
    "fresh, further on": lambda db, feed: second(read_for_you, db, feed.ines),
    "fresh, many seen": lambda db, feed: read_for_you(db, feed.leo, cursor=None),
    "seen": lambda db, feed: read_for_you(db, feed.leo, cursor=seen_now()),
    "following": lambda db, feed: read_following(db, feed.ines, cursor=None),
    "following, further on": lambda db, feed: second(read_following, db, feed.ines),
    "following nobody": lambda db, feed: read_following(db, feed.leo, cursor=None),
    "one clip": lambda db, feed: read_from(db, feed.ines, feed.public_id),
    "one clip, many seen": lambda db, feed: read_from(db, feed.leo, feed.public_id),
}
PAGES_READ = {name: 2 if "further on" in name else 1 for name in CASES}


@pytest.mark.usefixtures("database")
class TestNumber:
    @pytest.mark.parametrize("name", CASES)
    def test_of_statements_is_three_at_most(self, given, name: str):
        feed = given(lambda db: arrange(db, clips=FEW))

        with statements() as noted, reading() as db:
            CASES[name](db, feed)

        assert 0 < len(noted) <= DOMAIN_STATEMENTS * PAGES_READ[name], noted

    def test_is_three_also_when_nothing_fresh_is_left(self, given):
        feed = given(lambda db: arrange(db, clips=FEW))

        with statements() as noted, reading() as db:
            page = read_for_you(db, feed.leo, cursor=None)

        assert len(page.items) == PAGE_SIZE
        assert len(noted) == DOMAIN_STATEMENTS


def sorts_little(statement: str) -> bool:
    """A page's cards, or the ten newest of each creator whom one follows."""
    return "JOIN follow" in statement or "video.id IN" in statement


def sqlite_faults(statement: str, parameters: Any) -> list[str]:
    """What SQLite would do to answer that costs more with every clip there is."""
    with get_engine().connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row[-1] for row in plan]
    sorts = "!" if sorts_little(statement) else "TEMP B-TREE"
    return [step for step in steps if step.startswith("SCAN") or sorts in step]


def postgres_faults(statement: str, parameters: Any) -> list[str]:
    """The same of PostgreSQL."""
    with get_engine().connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        found = plan.scalar_one()
    nodes = list(walk((found if isinstance(found, list) else json.loads(found))[0]["Plan"]))
    return [
        f"{node['Node Type']} {node.get('Relation Name', '')}"
        for node in nodes
        if (node["Node Type"] == "Seq Scan" and node["Relation Name"] in {"feed_entry", "seen"})
        or (node["Node Type"] == "Sort" and not sorts_little(statement))
    ]


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from walk(below)


class TestPlans:
    def test_read_an_index_and_never_sort_the_feed(self, database, given):
        feed = given(lambda db: arrange(db, clips=MANY))
        with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        faults_of = {"sqlite": sqlite_faults, "postgresql": postgres_faults}[database.kind]
        faults = {}

        for name, read in CASES.items():
            forget_cards()
            with statements() as noted, reading() as db:
                read(db, feed)
            found = [(fault, sql) for sql, values in noted for fault in faults_of(sql, values)]
            if found:
                faults[name] = found

        assert faults == {}
