"""Make consents and subscriptions; a test names only what it is about."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.billing.subscriptions.models import ConsentRecord, Subscription
from smallgestures.billing.subscriptions.queries import get_consent
from smallgestures.billing.subscriptions.service import prepare_subscription, record_consent
from smallgestures.money import Money
from tests.factories import SITE, unused
from tests.people import make_person

PRICE = Money(999)
PAYEE = "brand:7"
WORDS = "Yes, charge me $9.99 each month from the day on which the free time ends."

_subjects = count(1)


def make_consent(db: Session, person: Person | None = None, **overrides: Any) -> ConsentRecord:
    """Return somebody's yes to $9.99 a month, first in 30 days."""
    values = {
        "person_id": (person or make_person(db, unused("ben"))).key,
        "purpose": "trial",
        "subject_id": next(_subjects),
        "amount": PRICE,
        "interval": "month",
        "first_charge_at": clock.now().replace(microsecond=0) + timedelta(days=30),
        "charges_at_once": False,
        "text": WORDS,
    }
    return record_consent(db, **(values | overrides))


def make_subscription(
    db: Session, consent: ConsentRecord | None = None, **overrides: Any
) -> Subscription:
    """Return the wish for a subscription of which Stripe has not heard."""
    consent = consent or make_consent(db)
    values = {
        "title": "Premiere Rush",
        "seller": "Adobe",
        "trial_end": None if consent.charges_at_once else consent.first_charge_at,
        "success_url": f"{SITE}/trials?from=checkout",
        "cancel_url": f"{SITE}/trials",
        "payee": PAYEE,
    }
    return prepare_subscription(db, consent, **(values | overrides))


def consent_of(db: Session, subscription: Subscription) -> ConsentRecord:
    """Return what the subscription rests on."""
    return get_consent(db, subscription.consent_id)
