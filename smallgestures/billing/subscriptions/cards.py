"""A subscription as other domains and pages see it: plain values."""

from dataclasses import dataclass
from datetime import datetime

from smallgestures.money import Money


@dataclass(frozen=True)
class SubscriptionCard:
    """How a subscription stands; `trouble` and `fix_url` are empty when all is well.

    `is_stopping`: it ends with its period, or somebody has just said so.
    """

    id: int
    state: str
    price: Money
    interval: str
    card: str
    trouble: str
    fix_url: str
    asks_confirmation: bool
    current_period_end: datetime | None
    cancel_at_period_end: bool
    is_stopping: bool
    started_at: datetime | None
    ended_at: datetime | None
