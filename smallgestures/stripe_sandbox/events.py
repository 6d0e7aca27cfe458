"""Events: what happened, with a snapshot of what it happened to."""

from typing import Any

from smallgestures.stripe_sandbox.clock import now, now_ms
from smallgestures.stripe_sandbox.identifiers import new_id
from smallgestures.stripe_sandbox.store import Json, Transaction

API_VERSION = "2026-10-28.endive"


def record_event(
    tx: Transaction,
    kind: str,
    subject: Json,
    *,
    before: Json | None = None,
    account: str | None = None,
) -> None:
    """Keep an event with the object as it is now, to be delivered once this is committed.

    `before` is the object as it was: what differs is told as `previous_attributes`. `account` is
    the connected account in which it happened, if not in ours.
    """
    data: Json = {"object": subject}
    if before is not None:
        data["previous_attributes"] = {
            name: value for name, value in before.items() if subject.get(name) != value
        }
    event: dict[str, Any] = {
        "id": new_id("event"),
        "object": "event",
        "api_version": API_VERSION,
        "created": now(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": tx.origin.request, "idempotency_key": tx.origin.idempotency_key},
        "type": kind,
    }
    if account is not None:
        event["account"] = account
    tx.insert(event)
    tx.connection.execute(
        "INSERT INTO delivery (seq, event, type, state, created_at_ms, next_at_ms)"
        " SELECT seq, id, ?, 'waiting', ?, ? FROM object WHERE id = ?",
        (kind, now_ms(), 0, event["id"]),
    )
