"""Which events still have to go out, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallgestures.stripe_sandbox.store import Json, Store

_COLUMNS = "seq, event, type, state, attempts, created_at_ms, next_at_ms, answer"


@dataclass(frozen=True)
class Delivery:
    """How far one event has come."""

    seq: int
    event: str
    type: str
    state: str
    attempts: int
    created_at_ms: int
    next_at_ms: int
    answer: str | None


def waiting(store: Store) -> list[Delivery]:
    """Return all that is to be delivered at some time, the oldest first."""
    return _rows(store, "WHERE state = 'waiting' ORDER BY seq")


def due(store: Store, now_ms: int, *, delay_ms: int) -> list[Delivery]:
    """Return what is to be delivered by now, each no sooner than its delay; the oldest first."""
    where = "WHERE state = 'waiting' AND next_at_ms <= ? AND created_at_ms <= ?"
    return _rows(store, f"{where} ORDER BY seq LIMIT 500", [now_ms, now_ms - delay_ms])


def next_due_at_ms(store: Store, *, delay_ms: int) -> int | None:
    """Return when the next event is to be delivered."""
    row = store.connection.execute(
        "SELECT MIN(MAX(next_at_ms, created_at_ms + ?)) FROM delivery WHERE state = 'waiting'",
        (delay_ms,),
    ).fetchone()
    return None if row[0] is None else int(row[0])


def newest(store: Store, *, only_waiting: bool, limit: int) -> list[Delivery]:
    """Return events and how far they have come, the oldest of the newest `limit` first."""
    where = "WHERE state = 'waiting'" if only_waiting else ""
    return _rows(store, f"{where} ORDER BY seq DESC LIMIT ?", [limit])[::-1]


def find(store: Store, event: str) -> Delivery | None:
    """Return how far an event has come."""
    return next(iter(_rows(store, "WHERE event = ?", [event])), None)


def note_attempt(store: Store, event: str, *, answer: str, next_at_ms: int | None) -> None:
    """Keep what a receiver said; None means that it took the event."""
    with store.transaction() as tx:
        tx.connection.execute(
            "UPDATE delivery SET attempts = attempts + 1, answer = ?,"
            " state = CASE WHEN ? IS NULL THEN 'delivered' ELSE state END,"
            " next_at_ms = COALESCE(?, next_at_ms) WHERE event = ?",
            (answer, next_at_ms, next_at_ms, event),
        )
        if next_at_ms is None:
            body = tx.find("event", event)
            if body is not None:
                body["pending_webhooks"] = 0
                tx.save(body)


def drop(store: Store, event: str) -> None:
    """Never deliver an event by itself."""
    with store.transaction() as tx:
        tx.connection.execute("UPDATE delivery SET state = 'dropped' WHERE event = ?", (event,))


def body_of(store: Store, event: str) -> Json | None:
    """Return the event itself."""
    with store.reading() as tx:
        return tx.find("event", event)


def _rows(store: Store, rest: str, values: Sequence[object] = ()) -> list[Delivery]:
    rows = store.connection.execute(f"SELECT {_COLUMNS} FROM delivery {rest}", values)
    return [Delivery(*row) for row in rows]
