"""Sending creators what is theirs, and taking back what is not any more.

Every amount that Stripe moved is booked in the ledger and written into the creator's own in one
transaction. What a creator owes and Stripe can't take back comes off what they are sent
next: then less is transferred, and both commissions say so.
"""

from collections.abc import Sequence

from sqlmodel import Session

from smallgestures.billing.connect import queries as connect
from smallgestures.billing.connect.models import ConnectTransfer, TransferReversal
from smallgestures.billing.connect.service import request_reversal, request_transfer
from smallgestures.billing.ledger.service import STRIPE, Transfer, book, commission_account
from smallgestures.billing.models import CheckoutPurpose
from smallgestures.billing.queries import live_checkout
from smallgestures.money import Money
from smallgestures.outbox.service import record
from smallgestures.shop.commissions import queries, words
from smallgestures.shop.commissions.events import PayoutDue
from smallgestures.shop.commissions.models import CommissionEntry, CommissionState, HeldFor
from smallgestures.shop.commissions.service import change, follow_up
from smallgestures.shop.commissions.states import CommissionEvent

PURPOSE = "commission"
AT_ONCE = 50


def pay_creator(db: Session, creator_id: int) -> int:
    """Ask Stripe to send what is due, less what the creator owes; return of how many orders.

    Nothing is sent before the creator's account at Stripe can receive it.
    """
    account = connect.find_account_of(db, creator_id)
    if account is None or account.account_id is None or not account.can_receive:
        return 0
    settled = queries.lock_settled(db, creator_id, limit=AT_ONCE)
    owing = queries.lock_owing(db, creator_id, limit=AT_ONCE) if settled else []
    for entry in settled:
        _keep_back(db, entry, owing)
        due = Money(entry.due_minor, entry.currency)
        if due.amount_minor:
            _send(db, entry, due, account_id=account.account_id)
        elif entry.state == CommissionState.SETTLED:
            change(db, entry, CommissionEvent.KEPT_BACK, words.NOTHING_LEFT)
    if len(settled) == AT_ONCE:
        record(db, PayoutDue(creator_id))
    return len(settled)


def _send(db: Session, entry: CommissionEntry, due: Money, *, account_id: str) -> None:
    order = queries.get_order(db, entry.order_id)
    checkout = live_checkout(db, CheckoutPurpose.ORDER, order.key)
    if checkout is None:
        raise LookupError(f"order {order.key} was never paid")
    entry.paying_minor = due.amount_minor
    db.add(entry)
    request_transfer(
        db,
        purpose=PURPOSE,
        subject_id=entry.key,
        person_id=entry.creator_id,
        account_id=account_id,
        checkout_id=checkout.key,
        amount=due,
        about=f"Commission of order {order.number}",
    )


def _keep_back(db: Session, entry: CommissionEntry, owing: Sequence[CommissionEntry]) -> None:
    """Set off what is owed of other commissions against what is due of this one."""
    for owed in owing:
        taken = min(entry.due_minor, owed.owed_minor)
        if taken == 0 or owed.currency != entry.currency:
            continue
        amount = Money(taken, entry.currency)
        owed.paid_minor -= taken
        entry.paid_minor += taken
        of, by = (queries.get_order(db, one.order_id).number for one in (owed, entry))
        db.add_all((owed, entry))
        change(db, owed, CommissionEvent.KEPT_BACK_PART, words.set_off(amount, by))
        is_whole = entry.due_minor == 0
        event = CommissionEvent.KEPT_BACK if is_whole else CommissionEvent.KEPT_BACK_PART
        change(db, entry, event, words.kept_back(amount, of))


def take_back(db: Session, entry_id: int) -> None:
    """Have Stripe return what was sent too much of a commission; what it can't stays owed."""
    entry = queries.lock_one(db, entry_id)
    wanted = entry.owed_minor
    for transfer in connect.lock_sent(db, PURPOSE, entry_id):
        part = min(wanted, transfer.left_minor)
        if part > 0:
            request_reversal(db, transfer, amount_minor=part)
            entry.returning_minor += part
            wanted -= part
    db.add(entry)
    record(db, PayoutDue(entry.creator_id))


def take_transfer(db: Session, transfer: ConnectTransfer) -> None:
    """What Stripe has sent is paid."""
    entry = queries.lock_one(db, transfer.subject_id)
    amount = Money(transfer.amount_minor, transfer.currency)
    order = queries.get_order(db, entry.order_id)
    reason = f"Commission of order {order.number} was sent"
    account = commission_account(entry.creator_id)
    if not book(
        db, f"commission-transfer:{transfer.key}", [Transfer(account, STRIPE, amount, reason)]
    ):
        return
    entry.paying_minor -= amount.amount_minor
    entry.paid_minor += amount.amount_minor
    is_whole = entry.due_minor == 0
    event = CommissionEvent.TRANSFERRED if is_whole else CommissionEvent.TRANSFERRED_PART
    own = connect.find_account_of(db, entry.creator_id)
    bank = own.bank if own and own.bank else ""
    change(db, entry, event, words.sent(amount, bank), amount_minor=-amount.amount_minor)
    follow_up(db, entry)


def take_refusal(db: Session, transfer: ConnectTransfer) -> None:
    """What Stripe would not send waits until the account is in order."""
    entry = queries.lock_one(db, transfer.subject_id)
    entry.paying_minor = max(0, entry.paying_minor - transfer.amount_minor)
    db.add(entry)
    change(
        db,
        entry,
        CommissionEvent.TRANSFER_REFUSED,
        transfer.failure or "",
        held_for=HeldFor.TRANSFER,
    )


def take_reversal(db: Session, transfer: ConnectTransfer, reversal: TransferReversal) -> None:
    """What Stripe took back from the creator's account is not paid any more."""
    entry = queries.lock_one(db, transfer.subject_id)
    amount = Money(reversal.amount_minor, transfer.currency)
    order = queries.get_order(db, entry.order_id)
    reason = f"Commission of order {order.number} came back"
    account = commission_account(entry.creator_id)
    key = f"transfer-reversal:{reversal.key}"
    if not book(db, key, [Transfer(STRIPE, account, amount, reason)]):
        return
    if reversal.is_ours:
        # Nothing is on its way any more where it was refused when we asked, and done all the same.
        entry.returning_minor = max(0, entry.returning_minor - amount.amount_minor)
        event, held_for, why = CommissionEvent.RETURNED, None, words.returned(amount)
    else:
        event, held_for, why = CommissionEvent.SENT_BACK, HeldFor.SENT_BACK, words.SENT_BACK
    entry.paid_minor -= amount.amount_minor
    change(db, entry, event, why, amount_minor=amount.amount_minor, held_for=held_for)
    record(db, PayoutDue(entry.creator_id))


def take_reversal_refusal(
    db: Session, transfer: ConnectTransfer, reversal: TransferReversal
) -> None:
    """What Stripe could not take back stays owed."""
    entry = queries.lock_one(db, transfer.subject_id)
    entry.returning_minor = max(0, entry.returning_minor - reversal.amount_minor)
    amount = Money(reversal.amount_minor, transfer.currency)
    why = words.stays_owed(amount, reversal.failure or "")
    change(db, entry, CommissionEvent.RETURN_REFUSED, why)
    record(db, PayoutDue(entry.creator_id))


def take_account(db: Session, creator_id: int) -> None:
    """An account that can receive again lets go on what Stripe would not send before."""
    account = connect.find_account_of(db, creator_id)
    if account is None or not account.can_receive:
        return
    held = queries.lock_held(db, creator_id, held_for=HeldFor.TRANSFER, limit=AT_ONCE)
    for entry in held:
        change(db, entry, CommissionEvent.RELEASED, words.RELEASED)
    record(db, PayoutDue(creator_id))
