"""Checkouts and refunds: what is wished for, and what Stripe says of it.

Nothing here speaks to Stripe. `apply_…` takes what Stripe said and makes our rows
agree with it, whatever was heard before, twice or late.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing import queries, words
from smallgestures.billing.events import (
    CheckoutClosed,
    CheckoutDue,
    DisputeClosed,
    PaymentDisputed,
    PaymentSucceeded,
    RefundFailed,
    RefundRequested,
    RefundSucceeded,
    WebhookStored,
)
from smallgestures.billing.models import (
    Checkout,
    CheckoutPurpose,
    CheckoutState,
    Refund,
    RefundState,
)
from smallgestures.billing.seen import (
    DisputeSeen,
    EventSeen,
    RefundSeen,
    SessionRequest,
    SessionSeen,
)
from smallgestures.money import Money
from smallgestures.outbox.service import record

# Stripe allows no less than 30 minutes from its own look at the clock; the rest is for a request
# that has to be repeated.
CHECKOUT_LIFE = timedelta(minutes=40)
# Of all that Stripe may send; the rest repeats these, or tells of nothing that we keep.
OF_SESSIONS = ("checkout.session.",)
OF_SUBSCRIPTIONS = ("customer.subscription.",)
OF_INVOICES = (
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.finalization_failed",
)
OF_PAYMENTS = ("payment_intent.payment_failed", "charge.refund", "refund.", "charge.dispute.")
OF_ACCOUNTS = ("account.updated",)
OF_TRANSFERS = ("transfer.reversed",)
NEEDED = OF_SESSIONS + OF_SUBSCRIPTIONS + OF_INVOICES + OF_PAYMENTS + OF_ACCOUNTS + OF_TRANSFERS
DISPUTE_WON = frozenset(("won", "warning_closed", "prevented"))
NOT_NEEDED = "not needed"
ASKED_LATELY = timedelta(seconds=2)
FINAL = (CheckoutState.PAID, CheckoutState.EXPIRED, CheckoutState.FAILED)


def prepare_checkout(
    db: Session,
    *,
    purpose: CheckoutPurpose,
    subject_id: int,
    person_id: int,
    title: str,
    seller: str,
    about: str,
    amount: Money,
    asks_address: bool,
    success_url: str,
    cancel_url: str,
) -> Checkout:
    """Store the wish for a Checkout Session; `session_request` is what to ask Stripe for.

    The database refuses a second one for a subject that can be paid or was.
    """
    now = clock.wall()
    checkout = Checkout(
        purpose=purpose,
        subject_id=subject_id,
        person_id=person_id,
        title=title,
        seller=seller,
        about=about,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        asks_address=asks_address,
        success_url=success_url,
        cancel_url=cancel_url,
        expires_at=now + CHECKOUT_LIFE,
        checked_at=now,
    )
    db.add(checkout)
    db.flush()
    return checkout


def session_request(db: Session, checkout_id: int) -> SessionRequest:
    """Return what Stripe is to open, the same each time it is asked."""
    checkout = queries.get_checkout(db, checkout_id)
    return SessionRequest(
        uid=checkout.uid,
        title=checkout.title,
        seller=checkout.seller,
        about=checkout.about,
        amount_minor=checkout.amount_minor,
        currency=checkout.currency,
        asks_address=checkout.asks_address,
        email=queries.email_of(db, checkout.person_id),
        success_url=checkout.success_url,
        cancel_url=checkout.cancel_url,
        expires_at=checkout.expires_at,
    )


def apply_session(db: Session, checkout_id: int, seen: SessionSeen) -> str:
    """Make the checkout agree with what Stripe said of its session; return its state.

    What was said before something final is too late, except that paid is paid.
    """
    checkout = queries.lock_checkout(db, checkout_id)
    checkout.session_id = seen.session_id
    checkout.checked_at = clock.wall()
    checkout.payment_intent_id = seen.payment_intent_id or checkout.payment_intent_id
    db.add(checkout)
    _apply_payment(db, checkout, seen)
    if seen.is_disputed and checkout.disputed_at is None and checkout.dispute_outcome is None:
        checkout.disputed_at = clock.now()
        record(db, PaymentDisputed(checkout.key, checkout.purpose))
    return checkout.state


def _apply_payment(db: Session, checkout: Checkout, seen: SessionSeen) -> None:
    if checkout.state == CheckoutState.PAID:
        return
    if seen.is_paid:
        checkout.state = CheckoutState.PAID
        checkout.paid_at = clock.now()
        checkout.trouble = None
        checkout.card = seen.card
        checkout.address = dict(seen.address) if seen.address else None
        record(db, PaymentSucceeded(checkout.key, checkout.purpose))
    elif checkout.state not in FINAL:
        _apply_unpaid(db, checkout, seen)


def apply_disputes(db: Session, checkout_id: int, seen: Sequence[DisputeSeen]) -> None:
    """Note how the bank has decided, once it has; one that is lost is lost for good."""
    checkout = queries.lock_checkout(db, checkout_id)
    statuses = {one.status for one in seen}
    if not statuses or checkout.dispute_outcome == "lost":
        return
    if "lost" in statuses:
        checkout.dispute_outcome = "lost"
    elif statuses <= DISPUTE_WON and checkout.dispute_outcome is None:
        checkout.dispute_outcome, checkout.disputed_at = "won", None
    else:
        return
    db.add(checkout)
    is_won = checkout.dispute_outcome == "won"
    record(db, DisputeClosed(checkout.key, checkout.purpose, is_won))


def _apply_unpaid(db: Session, checkout: Checkout, seen: SessionSeen) -> None:
    checkout.trouble = words.decline(seen.decline_code)
    if seen.status == "expired":
        _close(db, checkout, CheckoutState.EXPIRED)
    elif seen.status == "complete" and seen.intent_status in {
        "requires_payment_method",
        "canceled",
    }:
        _close(db, checkout, CheckoutState.FAILED)  # a bank that answers late has said no
    else:
        checkout.state = CheckoutState.OPEN
        checkout.session_url = seen.url or checkout.session_url


def apply_refusal(db: Session, checkout_id: int) -> str:
    """Note that Stripe never opened the session, if none is known; return the checkout's state."""
    checkout = queries.lock_checkout(db, checkout_id)
    checkout.checked_at = clock.wall()
    db.add(checkout)
    if checkout.state == CheckoutState.OPENING:
        checkout.trouble = words.NOT_OPENED
        _close(db, checkout, CheckoutState.FAILED)
    return checkout.state


def _close(db: Session, checkout: Checkout, state: CheckoutState) -> None:
    checkout.state = state
    db.add(checkout)
    record(db, CheckoutClosed(checkout.key, checkout.purpose))


def ask_again(db: Session, checkout_id: int) -> bool:
    """Have Stripe asked how the checkout stands, unless it was just now."""
    now = clock.wall()
    if not queries.claim_check(db, checkout_id, at=now, before=now - ASKED_LATELY):
        return False
    record(db, CheckoutDue(checkout_id))
    return True


def request_refund(db: Session, checkout: Checkout, *, amount_minor: int, by: int) -> Refund:
    """Store that money is to go back; Stripe is asked for it after the commit.

    Whether so much is left is the caller's to check: Stripe does so too, and its word counts.
    """
    refund = Refund(checkout_id=checkout.key, amount_minor=amount_minor, requested_by=by)
    db.add(refund)
    db.flush()
    record(db, RefundRequested(refund.key))
    return refund


def apply_refunds(db: Session, checkout_id: int, seen: Sequence[RefundSeen]) -> None:
    """Make the checkout's refunds agree with what Stripe said of them."""
    checkout = queries.lock_checkout(db, checkout_id)
    for one in seen:
        refund = queries.find_refund(db, refund_id=one.refund_id, uid=one.uid)
        if refund is None:
            refund = Refund(checkout_id=checkout.key, amount_minor=one.amount_minor)
            db.add(refund)
            db.flush()
        _apply_refund(db, checkout, refund, one)


def _apply_refund(db: Session, checkout: Checkout, refund: Refund, seen: RefundSeen) -> None:
    before, status = refund.state, seen.status
    if before == RefundState.FAILED and refund.refund_id is None:
        # It was refused when we asked, but one is there: an earlier request had come through.
        before = refund.state = RefundState.REQUESTED
        refund.failure = None
    refund.refund_id = seen.refund_id
    db.add(refund)
    if before == RefundState.FAILED:
        return
    if status in {"failed", "canceled"}:
        _fail(db, checkout, refund, words.REFUND_BOUNCED)
    elif before == RefundState.SUCCEEDED:
        return
    elif status == "succeeded":
        refund.state = RefundState.SUCCEEDED
        record(db, RefundSucceeded(refund.key, checkout.purpose))
    else:
        refund.state = RefundState.PENDING


def refuse_refund(db: Session, refund_id: int, *, code: str) -> None:
    """Note that Stripe sends no money back, and why; what is settled stays as it is."""
    refund = queries.lock_refund(db, refund_id)
    if refund.state in {RefundState.REQUESTED, RefundState.PENDING}:
        checkout = queries.get_checkout(db, refund.checkout_id)
        _fail(db, checkout, refund, words.refund_refused(code))


def _fail(db: Session, checkout: Checkout, refund: Refund, failure: str) -> None:
    had_succeeded = refund.state == RefundState.SUCCEEDED
    refund.state = RefundState.FAILED
    refund.failure = failure
    db.add(refund)
    record(db, RefundFailed(refund.key, checkout.purpose, had_succeeded))


def store_webhook(db: Session, event: EventSeen) -> bool:
    """Store what Stripe said, for the worker if it matters; False when it had said so before."""
    now = clock.wall()
    is_needed = event.type.startswith(NEEDED)
    stored = queries.insert_event(
        db,
        {
            "created_at": now,
            "event_id": event.event_id,
            "type": event.type,
            "object_id": event.object_id,
            "payment_intent_id": event.payment_intent_id,
            "happened_at": event.happened_at,
            "received_at": now,
            "outcome": None if is_needed else NOT_NEEDED,
        },
    )
    if stored is None:
        return False
    if is_needed:
        record(db, WebhookStored(stored))
    return True
