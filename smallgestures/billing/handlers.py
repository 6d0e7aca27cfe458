"""What the worker asks Stripe, and how it makes our rows agree with the answer.

Each job first asks, outside any transaction, then writes what it heard and
finishes its event in one. Killed in between, it asks again.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import structlog
from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing import gateway, queries, service
from smallgestures.billing.asking import NOT_OURS, UNKNOWN, Apply
from smallgestures.billing.card_changes.handlers import look_at_card_page
from smallgestures.billing.connect.handlers import look_at_account, look_at_transfer
from smallgestures.billing.errors import StripeRefused, StripeUnavailable
from smallgestures.billing.events import RefundRequested
from smallgestures.billing.models import RefundState, StripeEvent
from smallgestures.billing.seen import DisputeSeen, RefundSeen, SessionSeen
from smallgestures.billing.subscriptions import handlers as subscriptions
from smallgestures.db.engine import reading, transaction
from smallgestures.outbox.service import Lease, Payload, record

ANSWER_PATIENCE = timedelta(seconds=30)
SWEPT_AFTER = timedelta(hours=1)
SWEPT_AT_ONCE = 50

log = structlog.get_logger("billing")


def handle_webhook(payload: Payload, lease: Lease) -> None:
    """Look up what Stripe told about, and apply it: the job of `WebhookStored`."""
    event_id = int(payload["stripe_event_id"])
    with reading() as db:
        event = queries.get_event(db, event_id)
    if event.outcome is not None:
        lease.finish()
        return
    apply = _look_up(event)
    lease.finish(lambda db: queries.set_outcome(db, event_id, apply(db)))


def _look_up(event: StripeEvent) -> Apply:
    look = next(
        (look for starts, look in _LOOKS if event.type.startswith(starts)), _look_up_payment
    )
    try:
        return look(event)
    except StripeRefused:
        return lambda _db: UNKNOWN


def _look_up_payment(event: StripeEvent) -> Apply:
    of_intent = event.type.startswith("payment_intent.")
    intent = event.object_id if of_intent else event.payment_intent_id
    seen = gateway.find_session(intent) if intent else None
    if intent is None or seen is None:
        return lambda _db: NOT_OURS
    refunds = gateway.list_refunds(intent) if "refund" in event.type else []
    disputes = gateway.list_disputes(intent) if "dispute" in event.type else []
    return partial(_apply, seen=seen, refunds=refunds, disputes=disputes)


def _look_up_session(session_id: str) -> Apply:
    seen = gateway.get_session(session_id)
    if seen.mode == "subscription":
        return subscriptions.look_at_page(session_id)
    if seen.mode == "setup":
        return look_at_card_page(session_id)
    return partial(_apply, seen=seen)


# What an event is about decides whom Stripe is asked about; the rest are payments.
_LOOKS: Sequence[tuple[tuple[str, ...], Callable[[StripeEvent], Apply]]] = (
    (service.OF_SUBSCRIPTIONS, lambda event: subscriptions.look_at(event.object_id)),
    (service.OF_INVOICES, lambda event: subscriptions.look_at_invoice(event.object_id)),
    (service.OF_SESSIONS, lambda event: _look_up_session(event.object_id)),
    (service.OF_ACCOUNTS, lambda event: look_at_account(event.object_id)),
    (service.OF_TRANSFERS, lambda event: look_at_transfer(event.object_id)),
)


def _apply(
    db: Session,
    *,
    seen: SessionSeen,
    refunds: Sequence[RefundSeen] = (),
    disputes: Sequence[DisputeSeen] = (),
) -> str:
    checkout_id = queries.find_checkout_id(db, uid=seen.uid, session_id=seen.session_id)
    if checkout_id is None:
        return NOT_OURS
    state = service.apply_session(db, checkout_id, seen)
    service.apply_refunds(db, checkout_id, refunds)
    service.apply_disputes(db, checkout_id, disputes)
    return state


def ask_about_checkout(payload: Payload, lease: Lease) -> None:
    """Ask Stripe how a checkout stands, and apply it: the job of `CheckoutDue`."""
    apply = ask(int(payload["checkout_id"]))
    lease.finish(lambda db: log.info("checkout asked about", state=apply(db)))


def ask(checkout_id: int) -> Apply:
    """Ask Stripe how a checkout stands, opening its session if there is none yet.

    Raises:
        StripeUnavailable: It can't be told now; whatever Stripe did is found when it is asked
            again.
    """
    with reading() as db:
        checkout = queries.get_checkout(db, checkout_id)
        request = service.session_request(db, checkout_id)
    if checkout.state in service.FINAL:
        return lambda _db: checkout.state
    try:
        if checkout.session_id is None:
            # The same request once more: Stripe answers with what it made of the first.
            seen = gateway.open_session(request)
        else:
            seen = gateway.get_session(checkout.session_id)
    except StripeRefused:
        return lambda db: service.apply_refusal(db, checkout_id)
    return lambda db: service.apply_session(db, checkout_id, seen)


def send_refund(payload: Payload, lease: Lease) -> None:
    """Have Stripe send money back: the job of `RefundRequested`.

    Stripe forgets an idempotency key after a day, but no refund: it is first asked whether it
    has made this one already, as it has where an older backup was restored.
    """
    refund_id = int(payload["refund_id"])
    with reading() as db:
        refund, checkout = queries.get_refund_of(db, refund_id)
    if refund.state != RefundState.REQUESTED or checkout.payment_intent_id is None:
        lease.finish()
        return
    intent = checkout.payment_intent_id
    try:
        made = [one for one in gateway.list_refunds(intent) if one.uid == refund.uid]
        seen = made or [
            gateway.make_refund(
                refund.uid, payment_intent_id=intent, amount_minor=refund.amount_minor
            )
        ]
    except StripeRefused as refusal:
        code = refusal.code
        lease.finish(lambda db: service.refuse_refund(db, refund_id, code=code))
        return
    lease.finish(lambda db: service.apply_refunds(db, checkout.key, seen))


def sweep() -> int:
    """Ask Stripe about whatever no webhook has told for too long; return how much that was.

    Where Stripe is away, the rest waits for the next round.
    """
    now = clock.wall()
    with reading() as db:
        checkout_ids = queries.list_unsettled(
            db,
            opening_before=now - ANSWER_PATIENCE,
            expired_at=now,
            before=now - SWEPT_AFTER,
            limit=SWEPT_AT_ONCE,
        )
        refunds = queries.list_open_refunds(
            db, before=clock.now() - SWEPT_AFTER, limit=SWEPT_AT_ONCE
        )
    done = 0
    try:
        for checkout_id in checkout_ids:
            apply = ask(checkout_id)
            with transaction() as db:
                log.info("checkout swept", state=apply(db))
            done += 1
        for checkout_id, intent in refunds:
            _sweep_refunds(checkout_id, gateway.list_refunds(intent))
            done += 1
    except (StripeUnavailable, StripeRefused) as error:
        log.warning("sweep ended early", reason=type(error).__name__, done=done)
    return done


def _sweep_refunds(checkout_id: int, seen: Sequence[RefundSeen]) -> None:
    with transaction() as db:
        service.apply_refunds(db, checkout_id, seen)
        for refund in queries.list_refunds(db, checkout_id):
            if refund.state == RefundState.REQUESTED:
                record(db, RefundRequested(refund.key))  # Stripe has never heard of it
