"""Noting in a transaction whose open pages have news, and telling them once it is committed.

Three ways lead to an open page. It is in this process: through the broker, at once. It is in
another one and there is a Redis: through that. There is none, so one process serves all pages,
and this is another (the worker, a command): through a table that the pages' process looks at a
few times a second, written in the same transaction as what it is about.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from sqlmodel import Session

from smallgestures import clock
from smallgestures.db.engine import after_commit
from smallgestures.live import broker, queries, redis_line
from smallgestures.live.news import News
from smallgestures.settings import get_settings

_NEWS = "sg_news"
# Whoever looks later has loaded the page anew anyway.
KEPT = timedelta(minutes=10)


def announce(db: Session, *, to: Iterable[int], topic: str, subject_id: int | None = None) -> None:
    """Have the open pages of these people told after the commit; a rollback tells nobody."""
    announce_all(db, [News(person_id, topic, subject_id) for person_id in to])


def announce_all(db: Session, wanted: Iterable[News]) -> None:
    """Announce many news at once."""
    noted: dict[News, None] | None = db.info.get(_NEWS)
    if noted is None:
        noted = db.info[_NEWS] = {}
        after_commit(db, partial(_tell, db))
    new = [news for news in dict.fromkeys(wanted) if news not in noted]
    if not broker.is_here() and get_settings().redis_url is None:
        queries.insert_news(db, new)
    noted.update(dict.fromkeys(new))


def take_news(db: Session) -> list[News]:
    """Return what was announced in this session, in order, and forget it."""
    return list(db.info.pop(_NEWS, {}))


def forget_old_news(db: Session) -> int:
    """Drop the news that nobody waits for any more; return how many."""
    return queries.delete_news(db, before=clock.wall() - KEPT)


def _tell(db: Session) -> None:
    news = take_news(db)
    broker.deliver(news)
    if get_settings().redis_url is not None:
        redis_line.send(news)


__all__ = ["News", "announce", "announce_all", "forget_old_news", "take_news"]
