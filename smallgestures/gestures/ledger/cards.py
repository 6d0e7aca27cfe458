"""Gifts and trials as their people see them: frozen plain values, with moments to be formatted."""

from dataclasses import dataclass
from datetime import datetime

from smallgestures.gestures.trials.consent import ConsentWords
from smallgestures.money import Money


@dataclass(frozen=True)
class Line:
    """Something that happened, on its day."""

    kind: str
    happened_at: datetime
    words: str
    amount: Money | None


@dataclass(frozen=True)
class Charge:
    """What somebody agreed to pay: how much, how often, and when next; none: not any more."""

    amount: Money
    interval: str
    agreed_at: datetime
    next_at: datetime | None
    consent_text: str


@dataclass(frozen=True)
class TrialCard:
    """The free time that came with a gift."""

    id: int
    state: str
    starts_at: datetime
    ends_at: datetime
    cancel_at: datetime | None
    finished_at: datetime | None
    grace_until: datetime | None
    charge: Charge | None
    trouble: str
    fix_url: str
    asks_confirmation: bool
    keep: ConsentWords | None
    was_charged: bool
    stops_at: datetime | None
    card: str


@dataclass(frozen=True)
class ReceivedGift:
    """One gift that its recipient accepted."""

    id: int
    public_id: str
    kind: str
    brand: str
    offer: str
    sender: str
    accepted_at: datetime
    trial: TrialCard | None
    lines: list[Line]


@dataclass(frozen=True)
class SentGift:
    """One gift as its sender may know it: how far it came, and nothing of its use."""

    id: int
    public_id: str
    brand: str
    offer: str
    recipient: str
    state: str
    sent_at: datetime


@dataclass(frozen=True)
class Summary:
    """What all gifts of a person cost them: today, and the next charge that they agreed to."""

    paid_today: Money
    next_brand: str
    next_amount: Money | None
    next_at: datetime | None
    is_quiet: bool
