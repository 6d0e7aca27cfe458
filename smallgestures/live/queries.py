"""Every SQL statement of live news."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from smallgestures import clock
from smallgestures.db.upsert import insert_rows
from smallgestures.live.models import LiveNews
from smallgestures.live.news import News


def insert_news(db: Session, news: Sequence[News]) -> None:
    """Leave news for the process that serves pages."""
    now = clock.wall()
    rows = [
        {
            "person_id": one.person_id,
            "topic": one.topic,
            "subject_id": one.subject_id,
            "noted_at": now,
            "created_at": now,
        }
        for one in news
    ]
    insert_rows(db, LiveNews, rows)


def list_news(db: Session, *, since: datetime) -> list[LiveNews]:
    """Return what was noted since a moment, in the order in which it was."""
    wanted = select(LiveNews).where(col(LiveNews.noted_at) >= since)
    return list(db.exec(wanted.order_by(col(LiveNews.id))))


def delete_news(db: Session, *, before: datetime) -> int:
    """Forget what was noted before a moment; return how many rows went."""
    return db.exec(delete(LiveNews).where(col(LiveNews.noted_at) < before)).rowcount
