"""What Stripe says of a subscription, made true here: pure on our rows, whatever came before.

The same for a webhook, for somebody who comes back, for the sweep and for a
moment of product time; twice, late and in any order it ends the same.
"""

from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing import words
from smallgestures.billing.subscriptions import queries
from smallgestures.billing.subscriptions.events import (
    SubscriptionAbandoned,
    SubscriptionChangeRequested,
    SubscriptionEnded,
    SubscriptionNeedsConfirmation,
    SubscriptionPastDue,
    SubscriptionRecovered,
    SubscriptionStarted,
)
from smallgestures.billing.subscriptions.models import Subscription, Wish
from smallgestures.billing.subscriptions.payments import take_invoice
from smallgestures.billing.subscriptions.seen import PageSeen, SubscriptionSeen
from smallgestures.billing.subscriptions.states import (
    FINAL,
    LIVING,
    OWING,
    Said,
    SubscriptionState,
    state_after,
)
from smallgestures.live.service import announce
from smallgestures.outbox.service import record

# A trial's or a period's end makes a draft that Stripe takes the money of about an hour later.
DRAFT_LIFE = timedelta(minutes=65)
A_MOMENT = timedelta(minutes=1)
RETRIES_EVERY = timedelta(days=1)
NO_CONSENT = "no consent of ours"

log = structlog.get_logger("subscriptions")


def apply_page(db: Session, subscription_id: int, seen: PageSeen) -> str:
    """Make the subscription agree with what Stripe said of its page; return its state.

    A page that was completed says nothing more: its subscription does.
    """
    subscription = queries.lock_subscription(db, subscription_id)
    subscription.session_id = seen.session_id
    subscription.checked_at = clock.wall()
    if seen.said == Said.PAGE_OPEN:
        subscription.session_url = seen.url or subscription.session_url
    if seen.said == Said.PAGE_EXPIRED and subscription.subscription_id is None:
        subscription.wish = None  # there is nothing that could be changed any more
    if seen.status != "complete":
        _move(db, subscription, seen.said)
    db.add(subscription)
    _tell(db, subscription)
    return subscription.state


def apply_refusal(db: Session, subscription_id: int) -> str:
    """Note that Stripe knows nothing of it: it never opened the page, if none is known here."""
    subscription = queries.lock_subscription(db, subscription_id)
    subscription.checked_at = clock.wall()
    if subscription.state == SubscriptionState.OPENING:
        subscription.trouble = words.NOT_OPENED
    if subscription.session_id is None:
        subscription.wish = None
    if subscription.look_at is not None:
        subscription.look_at = clock.now() + RETRIES_EVERY  # it may be known again tomorrow
    _move(db, subscription, Said.NO_PAGE)
    db.add(subscription)
    return subscription.state


def apply_subscription(db: Session, subscription_id: int, seen: SubscriptionSeen) -> str:
    """Make everything of the subscription agree with what Stripe said; return its state.

    One that doesn't carry the consent that we hold is not ours, and nothing of it counts.
    """
    subscription = queries.lock_subscription(db, subscription_id)
    consent = queries.get_consent(db, subscription.consent_id)
    if (seen.uid, seen.consent_sha256) != (subscription.uid, consent.text_sha256):
        log.error("subscription without consent", stripe_id=seen.subscription_id)
        return NO_CONSENT
    subscription.subscription_id = seen.subscription_id
    subscription.checked_at = clock.wall()
    db.add(subscription)
    if subscription.answered_at is not None and seen.asked_at < subscription.answered_at:
        _take_payments(db, subscription, seen)  # paid is paid, however late it is heard of
        return subscription.state
    subscription.answered_at = seen.asked_at
    subscription.current_period_end = seen.current_period_end
    subscription.cancel_at_period_end = seen.cancels
    subscription.card = seen.card or subscription.card
    _start(db, subscription, seen.said)
    _take_payments(db, subscription, seen)
    _apply_trouble(db, subscription, seen)
    _move(db, subscription, seen.said)
    _follow_wish(db, subscription, seen)
    subscription.look_at = _next_look(subscription, seen)
    _tell(db, subscription)
    return subscription.state


def _start(db: Session, subscription: Subscription, said: Said) -> None:
    """Say that it has begun, before anything else is said of it."""
    begun = {*LIVING, SubscriptionState.CANCELED}
    if subscription.started_at is None and state_after(subscription.state, said) in begun:
        subscription.started_at = clock.now()
        record(db, SubscriptionStarted(*_names(subscription)))


def _take_payments(db: Session, subscription: Subscription, seen: SubscriptionSeen) -> None:
    for invoice in reversed(seen.invoices):
        take_invoice(db, subscription, invoice)


def _apply_trouble(db: Session, subscription: Subscription, seen: SubscriptionSeen) -> None:
    invoice = seen.open_invoice
    if invoice is None or invoice.status != "open" or not invoice.was_attempted:
        subscription.trouble = subscription.fix_url = subscription.open_invoice_id = None
        subscription.asks_confirmation = False
        return
    subscription.fix_url = invoice.url
    is_told = subscription.open_invoice_id == invoice.invoice_id and subscription.asks_confirmation
    subscription.open_invoice_id = invoice.invoice_id
    subscription.asks_confirmation = invoice.asks_confirmation
    if invoice.asks_confirmation:
        subscription.trouble = words.CONFIRM
        if not is_told and subscription.state not in FINAL:
            record(db, SubscriptionNeedsConfirmation(*_names(subscription)))
    else:
        subscription.trouble = words.decline(invoice.decline_code) or words.NOT_TAKEN


def _move(db: Session, subscription: Subscription, said: Said) -> None:
    before, after = subscription.state, state_after(subscription.state, said)
    if before == after:
        return
    subscription.state = after
    if after in FINAL:
        subscription.ended_at = clock.now()
        subscription.look_at = None
    names = _names(subscription)
    if after == SubscriptionState.ABANDONED:
        record(db, SubscriptionAbandoned(*names))
    elif after == SubscriptionState.CANCELED:
        subscription.trouble = subscription.fix_url = None
        record(db, SubscriptionEnded(*names))
    elif after in OWING and before not in OWING:
        record(db, SubscriptionPastDue(*names))
    elif after == SubscriptionState.ACTIVE and before in OWING:
        record(db, SubscriptionRecovered(*names))


def _follow_wish(db: Session, subscription: Subscription, seen: SubscriptionSeen) -> None:
    """Forget a wish that is true; what was given up here must not live on at Stripe."""
    if seen.said in {Said.CANCELED, Said.INCOMPLETE_EXPIRED}:
        subscription.wish = None
    elif subscription.state in FINAL:
        if subscription.wish is None:
            subscription.wish, subscription.wished_at = Wish.END, clock.now()
            record(db, SubscriptionChangeRequested(*_names(subscription)))
    elif subscription.wish == (Wish.STOP if seen.cancels else Wish.RESUME):
        subscription.wish = None


def _next_look(subscription: Subscription, seen: SubscriptionSeen) -> datetime | None:
    if subscription.state not in (*LIVING, SubscriptionState.INCOMPLETE):
        return None
    now = clock.now()
    if subscription.state not in {SubscriptionState.TRIALING, SubscriptionState.ACTIVE}:
        return now + RETRIES_EVERY
    if seen.open_invoice is not None:
        return now + DRAFT_LIFE
    life = A_MOMENT if seen.cancels else DRAFT_LIFE
    return max(seen.current_period_end + life, now + DRAFT_LIFE)


def _tell(db: Session, subscription: Subscription) -> None:
    announce(
        db,
        to=[subscription.person_id],
        topic=subscription.purpose,
        subject_id=subscription.subject_id,
    )


def _names(subscription: Subscription) -> tuple[int, str, int]:
    return subscription.key, subscription.purpose, subscription.subject_id
