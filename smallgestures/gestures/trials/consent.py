"""What somebody says yes to when they keep a trial: one text, shown, stored and mailed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from smallgestures.dates import day
from smallgestures.gestures.offers.models import Offer
from smallgestures.gestures.trials.errors import CannotBeKept
from smallgestures.gestures.trials.models import Trial, TrialState
from smallgestures.money import Money
from smallgestures.shop.models import Brand

# Stripe takes the end of a trial at least 48 hours ahead; the rest is for getting there.
SHORTEST_NOTICE = timedelta(hours=48)
NOTICE = SHORTEST_NOTICE + timedelta(minutes=10)
INTERVALS = {"month": "every month", "year": "every year"}
HOW_TO_CANCEL = "One click in My gifts"


@dataclass(frozen=True)
class ConsentWords:
    """The words of the dialog, from its heading to the sentence of its tick."""

    heading: str
    lead: str
    rows: tuple[tuple[str, str], ...]
    yes: str

    @property
    def text(self) -> str:
        """All of it, line by line: what is stored, hashed and mailed."""
        rows = (f"{label}: {words}" for label, words in self.rows)
        return "\n".join((self.heading, self.lead, *rows, self.yes))

    @property
    def sha256(self) -> str:
        """What tells whether these are the words that somebody saw."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Proposal:
    """What keeping a trial would cost, from when on, and how that is said."""

    amount: Money
    interval: str
    first_charge_at: datetime
    charges_at_once: bool
    words: ConsentWords

    @property
    def trial_end(self) -> datetime | None:
        """When Stripe is to charge first; none: at once."""
        return None if self.charges_at_once else self.first_charge_at


def propose(trial: Trial, offer: Offer, brand: Brand, *, now: datetime, time_zone: str) -> Proposal:
    """Return what keeping the trial would mean at this moment.

    A trial with less than 48 hours left lasts longer, in the person's favour; one that
    has ended is charged at once.

    Raises:
        CannotBeKept: The words say why.
    """
    if offer.price_after_minor is None or offer.price_after_interval is None:
        raise CannotBeKept(f"{brand.name} can’t be kept: it simply ends.")
    _require_keepable(trial, brand)
    price = Money(offer.price_after_minor, offer.currency)
    interval = offer.price_after_interval
    at_once = trial.state == TrialState.ENDED
    first = now if at_once else max(trial.ends_at, now + NOTICE)
    if at_once:
        words = _words_of_now(brand.name, price, interval, day(first, time_zone))
    else:
        words = _words_of_later(
            brand.name,
            price,
            interval,
            ends=day(trial.ends_at, time_zone),
            first=day(first, time_zone),
            is_moved=first > trial.ends_at,
        )
    return Proposal(price, interval, first, at_once, words)


def _require_keepable(trial: Trial, brand: Brand) -> None:
    if trial.cancel_at is not None:
        raise CannotBeKept("You cancelled this. Undo that first, then you can keep it.")
    if trial.state == TrialState.SCHEDULED:
        raise CannotBeKept(f"{brand.name} has not begun. You can keep it from its first day on.")
    if trial.state == TrialState.CANCELLED:
        raise CannotBeKept(f"You cancelled {brand.name}, so it can’t be kept any more.")
    if trial.state not in {TrialState.ACTIVE, TrialState.ENDED}:
        raise CannotBeKept(f"You keep {brand.name} already; there is nothing more to agree to.")


def _words_of_later(
    brand: str, price: Money, interval: str, *, ends: str, first: str, is_moved: bool
) -> ConsentWords:
    every = INTERVALS[interval]
    lead = (
        "Your free days stay yours. After that it costs money, so here is everything before you "
        "say yes."
    )
    if is_moved:
        lead = (
            f"A first charge needs two days’ notice, so your free time does not end on {ends} but "
            f"lasts until {first}, at no cost. Here is everything before you say yes."
        )
    return ConsentWords(
        heading=f"Keep {brand}",
        lead=lead,
        rows=(
            (f"Until {first}", "Free"),
            ("Price", f"{price} {every}"),
            ("First charge", first),
            ("Stop any time", HOW_TO_CANCEL),
        ),
        yes=f"Yes, charge me {price} {every} from {first} until I cancel.",
    )


def _words_of_now(brand: str, price: Money, interval: str, today: str) -> ConsentWords:
    every = INTERVALS[interval]
    return ConsentWords(
        heading=f"Keep {brand}",
        lead="Your free time is over, so it costs money from today on. Here is everything before "
        "you say yes.",
        rows=(
            ("Price", f"{price} {every}"),
            ("First charge", f"At once, {today}"),
            ("Stop any time", "One click in My gifts; it then runs to the end of what is paid"),
        ),
        yes=f"Yes, charge me {price} today, {today}, and then {every} until I cancel.",
    )
