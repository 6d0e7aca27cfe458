"""Every SQL statement that counts, and that empties what was counted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Insert, bindparam, text, update
from sqlmodel import Session, col, delete, select

from smallgestures.db.base import table_of
from smallgestures.db.upsert import Upsert, insert_into
from smallgestures.insights.rollups.models import ClipDay, ClipSale, ClipSecond, ClipViewer

ClipAndDay = tuple[int, date]
ClipDaySecond = tuple[int, date, int]
COUNTS = (
    "views",
    "viewers",
    "completions",
    "watched_ms",
    "likes",
    "shares",
    "impressions",
    "card_impressions",
    "clicks",
    "card_clicks",
    "product_views",
)
NOTHING = dict.fromkeys(COUNTS, 0)


def _adding(new: Any) -> Any:
    sums = {name: new.table.c[name] + new.excluded[name] for name in COUNTS}
    return new.on_conflict_do_update(index_elements=["video_id", "day"], set_=sums)


def _adding_showings(new: Any) -> Any:
    showings = new.table.c.showings + new.excluded.showings
    return new.on_conflict_do_update(
        index_elements=["video_id", "day", "second"], set_={"showings": showings}
    )


_ADD_TO_DAY = Upsert(ClipDay, _adding)
_ADD_TO_SECOND = Upsert(ClipSecond, _adding_showings)


def add_to_days(db: Session, more: Mapping[ClipAndDay, Mapping[str, int]]) -> None:
    """Add to the sums of clips on days, from nothing where there are none yet.

    Rows are taken in one order by all, so that two who count can't lock each other.
    """
    rows = [
        {"video_id": video_id, "day": day, **NOTHING, **more[video_id, day]}
        for video_id, day in sorted(more)
    ]
    db.execute(_ADD_TO_DAY(db), rows)


def take_from_day(db: Session, video_id: int, day: date, *, count: str) -> None:
    """Take one from a sum of a clip on a day."""
    table = table_of(ClipDay)
    here = (table.c.video_id == video_id) & (table.c.day == day)
    db.execute(update(table).where(here).values({count: table.c[count] - 1}))


def add_to_seconds(db: Session, more: Mapping[ClipDaySecond, int]) -> None:
    """Count showings up at the seconds they got to."""
    rows = [
        {"video_id": video_id, "day": day, "second": second, "showings": more[place]}
        for place in sorted(more)
        for video_id, day, second in (place,)
    ]
    db.execute(_ADD_TO_SECOND(db), rows)


def take_from_seconds(db: Session, less: Mapping[ClipDaySecond, int]) -> None:
    """Count showings down at the seconds they had got to before."""
    table = table_of(ClipSecond)
    statement = (
        update(table)
        .where(
            table.c.video_id == bindparam("at_video"),
            table.c.day == bindparam("at_day"),
            table.c.second == bindparam("at_second"),
        )
        .values(showings=table.c.showings - bindparam("fewer"))
    )
    rows = [
        {"at_video": video_id, "at_day": day, "at_second": second, "fewer": less[place]}
        for place in sorted(less)
        for video_id, day, second in (place,)
    ]
    db.execute(statement, rows)


def insert_viewers(db: Session, viewer: str, days: Mapping[int, date]) -> set[int]:
    """Store on which day the viewer first viewed clips; return the clips that are new to them."""
    statement: Insert = (
        insert_into(db, ClipViewer)
        .values(
            [
                {"video_id": video_id, "viewer": viewer, "first_day": days[video_id]}
                for video_id in sorted(days)
            ]
        )
        .on_conflict_do_nothing(index_elements=["video_id", "viewer"])
        .returning(table_of(ClipViewer).c.video_id)
    )
    return set(db.execute(statement).scalars())


def lock_first_days(db: Session, viewer: str, video_ids: Sequence[int]) -> dict[int, date]:
    """Return on which day the viewer first viewed each of these clips, held until the commit."""
    rows = db.exec(
        select(col(ClipViewer.video_id), col(ClipViewer.first_day))
        .where(col(ClipViewer.video_id).in_(video_ids), ClipViewer.viewer == viewer)
        .order_by(col(ClipViewer.video_id))
        .with_for_update()
    )
    return dict(rows.all())


def set_first_day(db: Session, viewer: str, video_id: int, day: date) -> None:
    """Store that the viewer viewed the clip earlier than was known."""
    table = table_of(ClipViewer)
    here = (table.c.video_id == video_id) & (table.c.viewer == viewer)
    db.execute(update(table).where(here).values(first_day=day))


def put_sale(db: Session, row: Mapping[str, Any]) -> None:
    """Store what an order adds to its clip's figures, in the place of what it added before."""
    statement = insert_into(db, ClipSale).values(**row)
    changed = {name: statement.excluded[name] for name in row if name != "order_id"}
    db.execute(statement.on_conflict_do_update(index_elements=["order_id"], set_=changed))


def hold_counting(db: Session) -> None:
    """Let nobody else count until the commit; who is at it finishes first.

    SQLite has one writer anyway. Who counts comes to these tables in this order.
    """
    if db.get_bind().dialect.name == "postgresql":
        for table in (ClipViewer, ClipDay):
            name = table_of(table).name
            db.execute(text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))


def empty(db: Session, video_id: int) -> None:
    """Forget what was counted of a clip."""
    for table in (ClipSecond, ClipViewer, ClipSale, ClipDay):
        db.exec(delete(table).where(col(table.video_id) == video_id))
