"""Every SQL statement of shares."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Insert
from sqlmodel import Session

from smallgestures.db.base import table_of
from smallgestures.db.upsert import insert_into
from smallgestures.insights.rollups.queries import ClipAndDay
from smallgestures.insights.shares.models import ClipShare


def insert_new(db: Session, rows: Sequence[dict[str, Any]]) -> list[ClipAndDay]:
    """Store the shares that are new; return the clip and the day of each."""
    table = table_of(ClipShare)
    statement: Insert = (
        insert_into(db, ClipShare)
        .values(list(rows))
        .on_conflict_do_nothing()
        .returning(table.c.video_id, table.c.day)
    )
    return [(video_id, day) for video_id, day in db.execute(statement)]
