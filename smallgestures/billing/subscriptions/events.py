"""What happens to subscriptions that other domains, or the worker, must hear of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SubscriptionDue:
    """Stripe is to be asked how this subscription stands."""

    subscription_id: int


@dataclass(frozen=True)
class PaymentUnwanted:
    """Stripe took money after the person had said no; it goes back."""

    payment_id: int


@dataclass(frozen=True)
class SubscriptionChangeRequested:
    """Somebody wants it to end, or to go on after all; Stripe is to be told."""

    subscription_id: int
    purpose: str
    subject_id: int


@dataclass(frozen=True)
class SubscriptionStarted:
    """Stripe has it: free until its trial ends, or paid for."""

    subscription_id: int
    purpose: str
    subject_id: int


@dataclass(frozen=True)
class SubscriptionCharged:
    """One of its invoices was paid."""

    subscription_id: int
    purpose: str
    subject_id: int
    payment_id: int
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class SubscriptionPastDue:
    """A charge failed; Stripe tries again for a while."""

    subscription_id: int
    purpose: str
    subject_id: int


@dataclass(frozen=True)
class SubscriptionNeedsConfirmation:
    """A charge waits until the person has confirmed it with their bank."""

    subscription_id: int
    purpose: str
    subject_id: int


@dataclass(frozen=True)
class SubscriptionRecovered:
    """What was owed has been paid."""

    subscription_id: int
    purpose: str
    subject_id: int


@dataclass(frozen=True)
class SubscriptionEnded:
    """It is over at Stripe; nothing more is charged."""

    subscription_id: int
    purpose: str
    subject_id: int


@dataclass(frozen=True)
class SubscriptionAbandoned:
    """Its page was never completed; there is nothing at Stripe."""

    subscription_id: int
    purpose: str
    subject_id: int
