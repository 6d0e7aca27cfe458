"""What the worker asks Stripe about the people whom we pay.

Each job first asks, outside any transaction, then writes what it heard and finishes its event in
one. Killed in between, it asks again. Stripe forgets an idempotency key after a day, but no
transfer: it is first asked whether it has made this one already.
"""

from datetime import timedelta
from functools import partial

import structlog

from smallgestures import clock
from smallgestures.billing import queries as billing_queries
from smallgestures.billing.asking import NOT_OURS, Apply
from smallgestures.billing.connect import gateway, queries, service
from smallgestures.billing.connect.events import ReversalRequested, TransferRequested
from smallgestures.billing.connect.models import ReversalState, TransferState
from smallgestures.billing.errors import StripeRefused, StripeUnavailable
from smallgestures.db.engine import reading, transaction
from smallgestures.outbox.service import Lease, Payload, record

SWEPT_AFTER = timedelta(hours=1)
SWEPT_AT_ONCE = 50

log = structlog.get_logger("payouts")


def send_transfer(payload: Payload, lease: Lease) -> None:
    """Have Stripe send money to somebody: the job of `TransferRequested`."""
    apply = ask_for_transfer(int(payload["transfer_row_id"]))
    lease.finish(lambda db: log.info("transfer asked for", state=apply(db)))


def ask_for_transfer(transfer_row_id: int) -> Apply:
    """Have Stripe make a transfer, unless it has.

    Raises:
        StripeUnavailable: Whether it did is found out when it is asked again.
    """
    with reading() as db:
        transfer, checkout = queries.get_transfer(db, transfer_row_id)
    if transfer.state != TransferState.REQUESTED:
        return lambda _db: transfer.state
    request = service.transfer_request(transfer, checkout)
    try:
        made = [one for one in gateway.list_transfers(request.group) if one.uid == request.uid]
        seen = made[0] if made else gateway.make_transfer(request)
    except StripeRefused as refusal:
        return partial(service.refuse_transfer, transfer_row_id=transfer_row_id, code=refusal.code)
    return partial(service.apply_transfer, transfer_row_id=transfer_row_id, seen=seen)


def send_reversal(payload: Payload, lease: Lease) -> None:
    """Have Stripe take money back: the job of `ReversalRequested`."""
    row_id = int(payload["reversal_row_id"])
    with reading() as db:
        reversal, transfer = queries.get_reversal(db, row_id)
    if reversal.state != ReversalState.REQUESTED or transfer.transfer_id is None:
        lease.finish()
        return
    try:
        found = gateway.list_reversals(transfer.transfer_id)
        if not any(one.uid == reversal.uid for one in found):
            made = gateway.make_reversal(
                reversal.uid,
                transfer_id=transfer.transfer_id,
                amount_minor=reversal.amount_minor,
            )
            found = [*found, made]
    except StripeRefused as refusal:
        code = refusal.code
        lease.finish(lambda db: service.refuse_reversal(db, row_id, code=code))
        return
    lease.finish(
        lambda db: log.info(
            "reversal asked for", new=service.apply_reversals(db, transfer.key, found)
        )
    )


def ask_about_account(payload: Payload, lease: Lease) -> None:
    """Ask Stripe how an account stands, and apply it: the job of `AccountDue`."""
    apply = ask_account(int(payload["account_row_id"]))
    lease.finish(lambda db: log.info("account asked about", state=apply(db)))


def ask_account(account_row_id: int) -> Apply:
    """Ask Stripe how an account stands, opening it if there is none yet.

    Raises:
        StripeUnavailable, StripeRefused: It can't be told.
    """
    with reading() as db:
        account = queries.get_account(db, account_row_id)
        email = billing_queries.email_of(db, account.person_id)
    if account.account_id is None:
        seen = gateway.make_account(account.uid, email=email)
    else:
        seen = gateway.get_account(account.account_id)
    return partial(service.apply_account, account_row_id=account_row_id, seen=seen)


def look_at_account(account_id: str) -> Apply:
    """Ask how the account of a webhook stands."""
    with reading() as db:
        row_id = queries.find_account_id(db, account_id)
    return ask_account(row_id) if row_id is not None else lambda _db: NOT_OURS


def look_at_transfer(transfer_id: str) -> Apply:
    """Ask what came back of the transfer of a webhook."""
    with reading() as db:
        row_id = queries.find_transfer_row(db, transfer_id)
    if row_id is None:
        return lambda _db: NOT_OURS
    seen = gateway.list_reversals(transfer_id)
    return lambda db: f"{service.apply_reversals(db, row_id, seen)} came back"


def sweep() -> int:
    """Ask Stripe again about what no answer or webhook told for too long; return how much.

    Where Stripe is away, the rest waits for the next round.
    """
    before, wall = clock.now() - SWEPT_AFTER, clock.wall() - SWEPT_AFTER
    with reading() as db:
        accounts = queries.list_unready(db, before=wall, limit=SWEPT_AT_ONCE)
        transfers = queries.list_requested(db, before=before, limit=SWEPT_AT_ONCE)
        reversals = queries.list_asked_back(db, before=before, limit=SWEPT_AT_ONCE)
    swept = 0
    for row_id in accounts:
        try:
            apply = ask_account(row_id)
        except (StripeUnavailable, StripeRefused):
            break
        with transaction() as db:
            apply(db)
        swept += 1
    with transaction() as db:
        for row_id in transfers:
            record(db, TransferRequested(row_id))
        for row_id in reversals:
            record(db, ReversalRequested(row_id))
    return swept + len(transfers) + len(reversals)
