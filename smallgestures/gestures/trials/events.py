"""What trials tell the rest of the product. They name no person: brands learn from them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TrialStarted:
    """Free time began."""

    trial_id: int
    offer_id: int


@dataclass(frozen=True)
class TrialEnded:
    """It is over: by itself, cancelled, or with the subscription that followed."""

    trial_id: int
    offer_id: int


@dataclass(frozen=True)
class TrialKept:
    """Somebody agreed to pay after it, and gave a card."""

    trial_id: int
    offer_id: int


@dataclass(frozen=True)
class TrialConverted:
    """It was charged for the first time."""

    trial_id: int
    offer_id: int
