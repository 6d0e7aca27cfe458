"""Consents, and what is wished for on the strength of one.

Nothing here speaks to Stripe. What is wished for is stored, and carried out by the
worker; what Stripe says of it is applied in `applying.py`.
"""

from datetime import datetime
from hashlib import sha256

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.queries import lock_person
from smallgestures.billing.models import new_uid
from smallgestures.billing.service import ASKED_LATELY, CHECKOUT_LIFE
from smallgestures.billing.subscriptions import queries
from smallgestures.billing.subscriptions.cards import SubscriptionCard
from smallgestures.billing.subscriptions.errors import (
    AlreadySubscribed,
    ConsentMissing,
    NothingSubscribed,
    PaymentsNotSetUp,
)
from smallgestures.billing.subscriptions.events import (
    SubscriptionChangeRequested,
    SubscriptionDue,
)
from smallgestures.billing.subscriptions.models import ConsentRecord, Subscription, Wish
from smallgestures.billing.subscriptions.seen import SubscriptionRequest
from smallgestures.billing.subscriptions.states import AWAITED, SubscriptionState
from smallgestures.live.service import announce
from smallgestures.money import Money
from smallgestures.outbox.service import record
from smallgestures.settings import get_settings

# What is booked where nobody was named: it waits there for whoever it belongs to.
UNASSIGNED = "unassigned"


def record_consent(
    db: Session,
    *,
    person_id: int,
    purpose: str,
    subject_id: int,
    amount: Money,
    interval: str,
    first_charge_at: datetime,
    charges_at_once: bool,
    text: str,
) -> ConsentRecord:
    """Store what somebody said yes to, exactly as it stood on the screen; never changed again."""
    consent = ConsentRecord(
        person_id=person_id,
        purpose=purpose,
        subject_id=subject_id,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        interval=interval,
        first_charge_at=first_charge_at,
        charges_at_once=charges_at_once,
        text=text,
        text_sha256=sha256(text.encode()).hexdigest(),
        agreed_at=clock.now(),
    )
    db.add(consent)
    db.flush()
    return consent


def prepare_subscription(
    db: Session,
    consent: ConsentRecord,
    *,
    title: str,
    seller: str,
    trial_end: datetime | None,
    success_url: str,
    cancel_url: str,
    payee: str = UNASSIGNED,
) -> Subscription:
    """Store the wish for a subscription in the words of a consent; Stripe is asked later.

    A page that still waits for the same is returned as it is; one for something
    else is closed.

    Args:
        db: The caller's session.
        consent: Price, interval and first charge are taken from it, and from nothing else.
        title: What it is, on Stripe's page and on receipts.
        seller: Whose name stands on Stripe's page.
        trial_end: When the first charge comes, 48 hours ahead at least; None: at once.
        success_url: Where the person comes back to.
        cancel_url: The same when they did not complete it.
        payee: The ledger's account of whoever is owed what is paid.

    Raises:
        PaymentsNotSetUp: There is no Stripe here.
        ConsentMissing: The consent is not stored, was altered, used before, or names another date.
        AlreadySubscribed: There is a living one.
    """
    if not get_settings().takes_payments:
        raise PaymentsNotSetUp
    _require_consent(db, consent, trial_end=trial_end)
    lock_person(db, consent.person_id)
    waiting = queries.live_subscription(db, consent.purpose, consent.subject_id)
    if waiting is not None:
        if waiting.state not in AWAITED:
            raise AlreadySubscribed
        if _is_same(waiting, consent, trial_end=trial_end):
            return waiting
        _give_up(db, waiting)
    now = clock.wall()
    subscription = Subscription(
        consent_id=consent.key,
        person_id=consent.person_id,
        purpose=consent.purpose,
        subject_id=consent.subject_id,
        title=title,
        seller=seller,
        payee=payee,
        amount_minor=consent.amount_minor,
        currency=consent.currency,
        interval=consent.interval,
        trial_end=trial_end,
        success_url=success_url,
        cancel_url=cancel_url,
        expires_at=now + CHECKOUT_LIFE,
        checked_at=now,
    )
    db.add(subscription)
    queries.insert_customer(
        db,
        {
            "created_at": clock.now(),
            "person_id": consent.person_id,
            "uid": new_uid(),
            "clock_began_at": clock.now().replace(microsecond=0),
        },
    )
    db.flush()
    return subscription


def _require_consent(db: Session, consent: ConsentRecord, *, trial_end: datetime | None) -> None:
    kept = queries.get_consent(db, consent.key)
    is_intact = kept.text_sha256 == sha256(kept.text.encode()).hexdigest()
    names_date = trial_end is None if kept.charges_at_once else trial_end == kept.first_charge_at
    if not (is_intact and names_date) or queries.is_consent_used(db, consent.key):
        raise ConsentMissing


def _is_same(waiting: Subscription, consent: ConsentRecord, *, trial_end: datetime | None) -> bool:
    asked = (consent.amount_minor, consent.currency, consent.interval, trial_end)
    waits = (waiting.amount_minor, waiting.currency, waiting.interval, waiting.trial_end)
    return (
        asked == waits
        and waiting.person_id == consent.person_id
        and waiting.wish is None
        and waiting.expires_at > clock.wall()
    )


def _give_up(db: Session, waiting: Subscription) -> None:
    """Let a page go in favour of a newer one; should it be completed yet, that is undone."""
    waiting.state = SubscriptionState.ABANDONED
    _wish(db, waiting, Wish.END)


def subscription_request(db: Session, subscription_id: int) -> SubscriptionRequest:
    """Return what Stripe is to open, the same each time it is asked: the consent's own terms."""
    subscription = queries.get_subscription(db, subscription_id)
    consent = queries.get_consent(db, subscription.consent_id)
    return SubscriptionRequest(
        uid=subscription.uid,
        consent_sha256=consent.text_sha256,
        title=subscription.title,
        seller=subscription.seller,
        amount_minor=consent.amount_minor,
        currency=consent.currency,
        interval=consent.interval,
        trial_end=None if consent.charges_at_once else consent.first_charge_at,
        success_url=subscription.success_url,
        cancel_url=subscription.cancel_url,
        expires_at=subscription.expires_at,
    )


def stop_renewal(db: Session, *, purpose: str, subject_id: int) -> None:
    """Note that nothing more is to be charged; what is free or paid for runs to its end.

    A page that waits to be completed is closed. Raises NothingSubscribed where nothing lives.
    """
    subscription = _living(db, purpose, subject_id)
    _wish(db, subscription, Wish.END if subscription.state in AWAITED else Wish.STOP)


def resume_renewal(db: Session, *, purpose: str, subject_id: int) -> None:
    """Note that it is to go on after all; raises NothingSubscribed where nothing lives."""
    _wish(db, _living(db, purpose, subject_id), Wish.RESUME)


def end_now(db: Session, *, purpose: str, subject_id: int) -> None:
    """Note that it is to end at once; raises NothingSubscribed where nothing lives."""
    _wish(db, _living(db, purpose, subject_id), Wish.END)


def _living(db: Session, purpose: str, subject_id: int) -> Subscription:
    found = queries.live_subscription(db, purpose, subject_id)
    if found is None:
        raise NothingSubscribed
    return queries.lock_subscription(db, found.key)


def _wish(db: Session, subscription: Subscription, wish: Wish) -> None:
    subscription.wish = wish
    subscription.wished_at = clock.now()
    db.add(subscription)
    db.flush()
    record(
        db,
        SubscriptionChangeRequested(
            subscription.key, subscription.purpose, subscription.subject_id
        ),
    )
    announce(
        db,
        to=[subscription.person_id],
        topic=subscription.purpose,
        subject_id=subscription.subject_id,
    )


def ask_again(db: Session, subscription_id: int) -> bool:
    """Have Stripe asked how a living subscription stands, unless it was just now."""
    now = clock.wall()
    if not queries.claim_check(db, subscription_id, at=now, before=now - ASKED_LATELY):
        return False
    record(db, SubscriptionDue(subscription_id))
    return True


def check_subscriptions(db: Session, *, person_id: int) -> int:
    """Have Stripe asked about all that somebody subscribes to: they came back from there."""
    return sum(ask_again(db, one) for one in queries.list_live(db, person_id))


def find_subscription(db: Session, *, purpose: str, subject_id: int) -> SubscriptionCard | None:
    """Return how the subject's newest subscription stands; None: there never was one."""
    found = queries.newest_subscription(db, purpose, subject_id)
    if found is None:
        return None
    stops = found.cancel_at_period_end if found.wish is None else found.wish != Wish.RESUME
    return SubscriptionCard(
        id=found.key,
        state=found.state,
        price=Money(found.amount_minor, found.currency),
        interval=found.interval,
        card=found.card or "",
        trouble=found.trouble or "",
        fix_url=found.fix_url or "",
        asks_confirmation=found.asks_confirmation,
        current_period_end=found.current_period_end,
        cancel_at_period_end=found.cancel_at_period_end,
        is_stopping=stops,
        started_at=found.started_at,
        ended_at=found.ended_at,
    )
