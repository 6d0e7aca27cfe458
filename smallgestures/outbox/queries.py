"""Every SQL statement of the outbox."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from smallgestures.db.upsert import insert_rows
from smallgestures.outbox.models import DeliveryState, OutboxEvent, WorkerHeartbeat

# As literals, because SQLite uses the index of what is open only for words that it can read.
_is_open = col(OutboxEvent.state).in_(
    bindparam(
        "open_states",
        [DeliveryState.WAITING, DeliveryState.LEASED],
        expanding=True,
        literal_execute=True,
    )
)


def _due_names() -> SelectOfScalar[str]:
    """Of which names an event may be taken, that of the oldest first.

    Each name is found by one step in the index of what is open, however many events wait.
    """
    first = select(func.min(OutboxEvent.name).label("name")).where(_is_open)
    names = first.cte("open_names", recursive=True)
    following = select(func.min(OutboxEvent.name)).where(
        _is_open, col(OutboxEvent.name) > names.c.name
    )
    names = names.union_all(
        sql_select(following.scalar_subquery()).where(names.c.name.is_not(None))
    )
    oldest = (
        sql_select(OutboxEvent)
        .where(
            _is_open,
            col(OutboxEvent.name) == names.c.name,
            col(OutboxEvent.due_at) <= bindparam("at"),
        )
        .order_by(col(OutboxEvent.due_at), col(OutboxEvent.id))
        .limit(1)
    )
    since = oldest.with_only_columns(col(OutboxEvent.due_at)).scalar_subquery()
    event_id = oldest.with_only_columns(col(OutboxEvent.id)).scalar_subquery()
    return select(names.c.name).where(since.is_not(None)).order_by(since, event_id)


_DUE_NAMES = _due_names()


def insert_events(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store many events in one statement."""
    insert_rows(db, OutboxEvent, rows)


def due_names(db: Session, *, at: datetime) -> Sequence[str]:
    """Return the names of the events that may be taken, that of the oldest first."""
    return db.exec(_DUE_NAMES, params={"at": at}).all()


def next_due(db: Session, *, at: datetime, name: str) -> OutboxEvent | None:
    """Return the oldest event of a name that may be taken, locked against other workers.

    Events that are due later than `at` are left.
    """
    return db.exec(
        select(OutboxEvent)
        .where(_is_open, OutboxEvent.name == name, col(OutboxEvent.due_at) <= at)
        .order_by(col(OutboxEvent.due_at), col(OutboxEvent.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()


def change_leased(db: Session, event_id: int, lease_token: str, /, **values: Any) -> bool:
    """Change the event if the lease is still ours; False when somebody else took it over."""
    change = (
        update(OutboxEvent)
        .where(
            col(OutboxEvent.id) == event_id,
            col(OutboxEvent.lease_token) == lease_token,
            col(OutboxEvent.state) == DeliveryState.LEASED,
        )
        .values(**values)
    )
    return db.exec(change).rowcount == 1


def count_by_state(db: Session) -> dict[str, int]:
    """Return how many events are in each state."""
    rows = db.exec(select(OutboxEvent.state, func.count()).group_by(OutboxEvent.state))
    return dict(rows.all())


def count_open(db: Session, *, name: str) -> int:
    """Return how many events of this name are waiting or under way."""
    return db.exec(
        select(func.count()).select_from(OutboxEvent).where(_is_open, OutboxEvent.name == name)
    ).one()


def count_due(db: Session, *, at: datetime, besides: Collection[str]) -> int:
    """Return how many events are under way, or due by `at`, apart from those of some names."""
    is_due = or_(col(OutboxEvent.due_at) <= at, col(OutboxEvent.state) == DeliveryState.LEASED)
    return db.exec(
        select(func.count())
        .select_from(OutboxEvent)
        .where(_is_open, is_due, col(OutboxEvent.name).not_in(besides))
    ).one()


def delete_done(db: Session, *, before: datetime) -> int:
    """Forget what was delivered before `before`; return how many rows went."""
    return db.exec(
        delete(OutboxEvent).where(
            col(OutboxEvent.state) == DeliveryState.DONE, col(OutboxEvent.done_at) < before
        )
    ).rowcount


def beat(db: Session, worker: str, *, at: datetime) -> None:
    """Store that `worker` lives."""
    change = update(WorkerHeartbeat).where(col(WorkerHeartbeat.worker) == worker)
    if db.exec(change.values(seen_at=at)).rowcount == 0:
        db.add(WorkerHeartbeat(worker=worker, seen_at=at))
    db.exec(delete(WorkerHeartbeat).where(col(WorkerHeartbeat.seen_at) < at - timedelta(hours=1)))


def last_heartbeat(db: Session) -> datetime | None:
    """Return when any worker was last seen."""
    return db.exec(
        select(WorkerHeartbeat.seen_at).order_by(col(WorkerHeartbeat.seen_at).desc()).limit(1)
    ).one_or_none()
