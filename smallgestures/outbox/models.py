"""Facts waiting to be told to other domains, and work waiting to be done."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field

from smallgestures.db.base import Record, UtcDateTime


class DeliveryState(StrEnum):
    """Where an event is on its way; `DONE` and `FAILED` are final."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"


class OutboxEvent(Record, table=True):
    """One domain event, stored in the transaction that made it true."""

    __tablename__ = "outbox_event"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index(
            "ix_outbox_event_open",
            "name",
            "due_at",
            "id",
            sqlite_where=text("state IN ('waiting', 'leased')"),
            postgresql_where=text("state IN ('waiting', 'leased')"),
        ),
    )

    name: str = Field(max_length=80)
    payload: dict[str, Any] = Field(sa_type=JSON)
    state: str = Field(default=DeliveryState.WAITING, max_length=10)
    due_at: datetime = Field(
        sa_type=UtcDateTime,
        description="When it may be taken (again): also the end of a lease. Real time.",
    )
    lease_token: str | None = Field(default=None, max_length=32)
    attempts: int = 0
    last_error: str | None = Field(default=None, max_length=500)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WorkerHeartbeat(Record, table=True):
    """When a worker process last said that it lives; one row a process."""

    __tablename__ = "worker_heartbeat"

    worker: str = Field(max_length=80, unique=True)
    seen_at: datetime = Field(sa_type=UtcDateTime, index=True)
