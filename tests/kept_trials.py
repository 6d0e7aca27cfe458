"""Trials that are kept, and what Stripe says of what follows them, one thing after the other."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.billing.subscriptions.applying import apply_page, apply_subscription
from smallgestures.billing.subscriptions.models import ConsentRecord, Subscription
from smallgestures.billing.subscriptions.queries import get_consent
from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.trials.consent import Proposal, propose
from smallgestures.gestures.trials.keeping import agree_to_keep
from smallgestures.gestures.trials.models import Trial
from smallgestures.shop.models import Brand
from tests import stripe_says_of_subscriptions as stripe_says
from tests.factories import SITE
from tests.outbox import deliver_events


def proposal_of(db: Session, trial: Trial) -> Proposal:
    """Return what the person would agree to at this moment."""
    offer = db.get_one(Offer, trial.offer_id)
    brand = db.get_one(Brand, offer.brand_id)
    zone = db.get_one(Person, trial.person_id).time_zone
    return propose(trial, offer, brand, now=clock.now(), time_zone=zone)


def agree(db: Session, trial: Trial, **overrides: Any) -> int:
    """Let the trial's person agree to what stands on their screen."""
    values = {
        "person_id": trial.person_id,
        "words_sha256": proposal_of(db, trial).words.sha256,
        "origin": SITE,
    }
    return agree_to_keep(db, trial.key, **(values | overrides))


class Keeping:
    """What follows a trial, from the consent on; every event is delivered."""

    def __init__(self, db: Session, trial: Trial) -> None:
        self.db = db
        self.trial = trial
        self.row = db.get_one(Subscription, agree(db, trial))
        self.invoices: list[Any] = []

    @property
    def consent(self) -> ConsentRecord:
        return get_consent(self.db, self.row.consent_id)

    def says(self, said: str = "trialing", **overrides: Any) -> "Keeping":
        """Let Stripe say how it stands."""
        values = {"invoices": tuple(reversed(self.invoices))} | overrides
        seen = stripe_says.subscription(self.row, self.consent, said, **values)
        apply_subscription(self.db, self.row.key, seen)
        deliver_events(self.db)
        self.db.refresh(self.trial)
        return self

    def is_charged(self) -> "Keeping":
        """Let Stripe take a period's money."""
        self.invoices.append(stripe_says.invoice(self.row))
        return self.says("active", current_period_end=clock.now() + timedelta(days=30))

    def is_refused(self, **overrides: Any) -> "Keeping":
        """Let the bank refuse a charge."""
        self.invoices.append(stripe_says.invoice(self.row, "open", **overrides))
        return self.says("past_due")

    def is_paid_after_all(self) -> "Keeping":
        """Let what was refused be paid."""
        refused = self.invoices.pop()
        paid = stripe_says.invoice(self.row, invoice_id=refused.invoice_id)
        self.invoices.append(paid)
        return self.says("active", current_period_end=clock.now() + timedelta(days=30))

    def is_abandoned(self) -> "Keeping":
        """Let the page's time run out."""
        apply_page(self.db, self.row.key, stripe_says.page(self.row, "expired"))
        deliver_events(self.db)
        self.db.refresh(self.trial)
        return self


def subscriptions_of(db: Session, trial: Trial) -> list[Subscription]:
    """Return everything that was ever to follow the trial."""
    return list(db.exec(select(Subscription).where(Subscription.subject_id == trial.key)))
