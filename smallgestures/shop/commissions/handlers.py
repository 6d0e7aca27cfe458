"""What becomes of commissions when time passes, and when Stripe has sent or taken back money."""

from datetime import datetime

from sqlmodel import Session

from smallgestures.billing.connect import queries as connect
from smallgestures.db.engine import transaction
from smallgestures.outbox.service import Payload, record_all
from smallgestures.shop.commissions import payouts, queries, words
from smallgestures.shop.commissions.events import PayoutDue
from smallgestures.shop.commissions.payouts import PURPOSE
from smallgestures.shop.commissions.service import change
from smallgestures.shop.commissions.states import CommissionEvent

BATCH = 100


def next_settling(db: Session) -> datetime | None:
    """Return when the next commission becomes its creator's, however long ago that was."""
    return queries.next_hold_end(db)


def settle_due(at: datetime) -> int:
    """Let commissions become their creators' whose thirty days are over by `at`; return how many.

    They are held while it happens, so that a second worker does nothing twice.
    """
    with transaction() as db:
        return settle(db, at=at)


def settle(db: Session, *, at: datetime) -> int:
    """Settle a batch of commissions, in the caller's transaction."""
    entries = queries.lock_due(db, at=at, limit=BATCH)
    for entry in entries:
        zone = queries.get_person(db, entry.creator_id).time_zone
        since = entry.hold_until or at
        change(db, entry, CommissionEvent.HOLD_ENDED, words.settled(since, zone))
    creators = sorted({entry.creator_id for entry in entries})
    if creators:
        record_all(db, [PayoutDue(creator_id) for creator_id in creators])
    return len(entries)


def pay_out(db: Session, payload: Payload) -> None:
    """What is a creator's is sent."""
    payouts.pay_creator(db, int(payload["creator_id"]))


def take_back_sent(db: Session, payload: Payload) -> None:
    """What was sent and is not theirs any more is asked back."""
    payouts.take_back(db, int(payload["entry_id"]))


def follow_account(db: Session, payload: Payload) -> None:
    """Who can be paid is paid."""
    payouts.take_account(db, int(payload["person_id"]))


def follow_transfer(db: Session, payload: Payload) -> None:
    """What Stripe sent is paid."""
    if payload["purpose"] == PURPOSE:
        payouts.take_transfer(db, connect.lock_transfer(db, int(payload["transfer_row_id"])))


def follow_refusal(db: Session, payload: Payload) -> None:
    """What Stripe would not send waits."""
    if payload["purpose"] == PURPOSE:
        payouts.take_refusal(db, connect.lock_transfer(db, int(payload["transfer_row_id"])))


def follow_reversal(db: Session, payload: Payload) -> None:
    """What Stripe took back is not paid any more."""
    if payload["purpose"] == PURPOSE:
        reversal, transfer = connect.get_reversal(db, int(payload["reversal_row_id"]))
        payouts.take_reversal(db, transfer, reversal)


def follow_reversal_refusal(db: Session, payload: Payload) -> None:
    """What Stripe could not take back stays owed."""
    if payload["purpose"] == PURPOSE:
        reversal, transfer = connect.get_reversal(db, int(payload["reversal_row_id"]))
        payouts.take_reversal_refusal(db, transfer, reversal)
