"""Accounts, transfers and reversals: what is wished for, and what Stripe says of it.

Nothing here speaks to Stripe. `apply_…` takes what Stripe said and makes our rows agree with it,
whatever was heard before, twice or late.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.connect import queries, words
from smallgestures.billing.connect.events import (
    AccountDue,
    AccountReady,
    ReversalRefused,
    ReversalRequested,
    TransferRefused,
    TransferRequested,
    TransferReversed,
    TransferSent,
)
from smallgestures.billing.connect.models import (
    ConnectedAccount,
    ConnectTransfer,
    ReversalState,
    TransferReversal,
    TransferState,
)
from smallgestures.billing.connect.news import tell_payee
from smallgestures.billing.connect.seen import (
    AccountSeen,
    ReversalSeen,
    TransferRequest,
    TransferSeen,
)
from smallgestures.billing.models import Checkout
from smallgestures.billing.seen import group_of
from smallgestures.money import Money
from smallgestures.outbox.service import record

ASKED_LATELY = timedelta(seconds=2)


def wish_for_account(db: Session, person_id: int) -> ConnectedAccount:
    """Return the person's account, or the stored wish for one: there is one a person."""
    account = ConnectedAccount(person_id=person_id, checked_at=clock.wall())
    if queries.insert_account(db, account):
        return account
    found = queries.find_account_of(db, person_id)
    if found is None:
        raise LookupError(f"the account of {person_id} went")
    return found


def apply_account(db: Session, account_row_id: int, seen: AccountSeen) -> str:
    """Make the account agree with what Stripe said of it; return how it stands."""
    account = queries.lock_account(db, account_row_id)
    account.account_id = seen.account_id
    account.can_receive, account.pays_out = seen.can_receive, seen.pays_out
    account.is_submitted = seen.is_submitted
    account.due, account.checking = seen.due, seen.checking
    account.disabled_reason, account.bank = seen.disabled_reason, seen.bank
    account.checked_at = clock.wall()
    db.add(account)
    tell_payee(db, account.person_id)
    if not account.can_receive:
        return "can't receive yet"
    record(db, AccountReady(account.person_id))
    return "can receive"


def ask_again(db: Session, person_id: int) -> bool:
    """Have Stripe asked how somebody's account stands, unless it was just now."""
    account = queries.find_account_of(db, person_id)
    if account is None or account.account_id is None:
        return False
    now = clock.wall()
    account = queries.lock_account(db, account.key)
    if account.checked_at > now - ASKED_LATELY:
        return False
    account.checked_at = now
    db.add(account)
    record(db, AccountDue(account.key))
    return True


def request_transfer(
    db: Session,
    *,
    purpose: str,
    subject_id: int,
    person_id: int,
    account_id: str,
    checkout_id: int,
    amount: Money,
    about: str,
) -> ConnectTransfer:
    """Store that a part of a payment is to go to somebody; Stripe is asked after the commit.

    The database refuses a second one for a subject while one is on its way.
    """
    transfer = ConnectTransfer(
        purpose=purpose,
        subject_id=subject_id,
        person_id=person_id,
        account_id=account_id,
        checkout_id=checkout_id,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        about=about,
    )
    db.add(transfer)
    db.flush()
    record(db, TransferRequested(transfer.key))
    tell_payee(db, person_id)
    return transfer


def transfer_request(transfer: ConnectTransfer, checkout: Checkout) -> TransferRequest:
    """Return what Stripe is to do, the same each time it is asked."""
    return TransferRequest(
        uid=transfer.uid,
        account_id=transfer.account_id,
        payment_intent_id=checkout.payment_intent_id or "",
        group=group_of(checkout.uid),
        about=transfer.about,
        amount_minor=transfer.amount_minor,
        currency=transfer.currency,
    )


def apply_transfer(db: Session, transfer_row_id: int, seen: TransferSeen) -> str:
    """Note that Stripe has sent it; return its state."""
    transfer = queries.lock_transfer(db, transfer_row_id)
    if transfer.state != TransferState.SENT:
        # Also where it was refused when we asked: an earlier request had come through.
        transfer.state, transfer.transfer_id = TransferState.SENT, seen.transfer_id
        transfer.sent_at, transfer.failure = clock.now(), None
        db.add(transfer)
        record(db, TransferSent(transfer.key, transfer.purpose))
    return transfer.state


def refuse_transfer(db: Session, transfer_row_id: int, *, code: str) -> str:
    """Note that Stripe sends nothing, and why; what is settled stays as it is."""
    transfer = queries.lock_transfer(db, transfer_row_id)
    if transfer.state == TransferState.REQUESTED:
        transfer.state = TransferState.REFUSED
        transfer.failure = words.transfer_refused(code)
        db.add(transfer)
        record(db, TransferRefused(transfer.key, transfer.purpose))
    return transfer.state


def request_reversal(
    db: Session, transfer: ConnectTransfer, *, amount_minor: int
) -> TransferReversal:
    """Store that a part of a transfer is to come back; Stripe is asked after the commit."""
    reversal = TransferReversal(transfer_row_id=transfer.key, amount_minor=amount_minor)
    transfer.returning_minor += amount_minor
    db.add_all((transfer, reversal))
    db.flush()
    record(db, ReversalRequested(reversal.key))
    return reversal


def apply_reversals(db: Session, transfer_row_id: int, seen: Sequence[ReversalSeen]) -> int:
    """Make the reversals of a transfer agree with what Stripe said; return how many were new."""
    transfer = queries.lock_transfer(db, transfer_row_id)
    new = 0
    for one in seen:
        reversal = queries.find_reversal(db, reversal_id=one.reversal_id, uid=one.uid)
        if reversal is None:
            reversal = TransferReversal(
                transfer_row_id=transfer.key, amount_minor=one.amount_minor, is_ours=False
            )
        if reversal.state == ReversalState.DONE:
            continue
        if reversal.is_ours and reversal.state == ReversalState.REQUESTED:
            transfer.returning_minor -= reversal.amount_minor
        reversal.state, reversal.reversal_id = ReversalState.DONE, one.reversal_id
        reversal.failure = None
        transfer.reversed_minor += reversal.amount_minor
        db.add_all((transfer, reversal))
        db.flush()
        record(db, TransferReversed(reversal.key, transfer.purpose))
        new += 1
    return new


def refuse_reversal(db: Session, reversal_row_id: int, *, code: str) -> None:
    """Note that Stripe can't take it back, and why; what is settled stays as it is."""
    reversal, transfer = queries.get_reversal(db, reversal_row_id)
    transfer = queries.lock_transfer(db, transfer.key)
    if reversal.state == ReversalState.REQUESTED:
        reversal.state = ReversalState.REFUSED
        reversal.failure = words.reversal_refused(code)
        transfer.returning_minor -= reversal.amount_minor
        db.add_all((transfer, reversal))
        record(db, ReversalRefused(reversal.key, transfer.purpose))
