"""How a trial stands, in words: its badge, its bar, and the one sentence that matters."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from smallgestures import clock
from smallgestures.gestures.ledger.cards import ReceivedGift, TrialCard
from smallgestures.gestures.offers.models import OfferKind
from smallgestures.gestures.trials.consent import INTERVALS
from smallgestures.gestures.trials.models import TrialState
from smallgestures.web.ui.dates import day, day_and_time

SOON_DAYS = 7
GIFT, SUCCESS, WARN, PLAIN = "badge--gift", "badge--success", "badge--warn", ""


@dataclass(frozen=True)
class Standing:
    """How it stands. `before`, `strong` and `after` make one sentence."""

    state: str
    badge: str
    tone: str
    icon: str = ""
    has_bar: bool = False
    used_percent: int = 0
    before: str = ""
    strong: str = ""
    after: str = ""
    beside: str = ""
    trouble: str = ""
    can_cancel: bool = False
    can_undo: bool = False


def standing_of(trial: TrialCard, time_zone: str) -> Standing:
    """Return how a trial stands at this moment."""
    if trial.cancel_at is not None:
        return _cancelled_for_now(trial, time_zone)
    match TrialState(trial.state):
        case TrialState.SCHEDULED:
            return Standing(
                state=trial.state,
                badge=f"Starts {_short(trial.starts_at, time_zone)}",
                tone=GIFT,
                strong=f"Ends {day(trial.ends_at, time_zone)}",
                beside="Nothing to pay",
                can_cancel=True,
            )
        case TrialState.ACTIVE:
            return _running(trial, time_zone)
        case TrialState.KEEPING:
            return _kept(trial, time_zone)
        case TrialState.CONVERTED:
            return _subscribed(trial, time_zone)
        case TrialState.CANCELLED | TrialState.ENDED:
            return _over(trial, time_zone)


def card_of(gift: ReceivedGift, time_zone: str) -> Standing:
    """Return how a gift that is no trial stands."""
    words = {
        OfferKind.GIFT_CARD: "The code is in its message.",
        OfferKind.CODE: "The code is in its message.",
        OfferKind.PHYSICAL_ITEM: "It goes to the address that you gave.",
    }
    return Standing(
        state="accepted",
        badge="Accepted",
        tone=SUCCESS,
        icon="check",
        before=f"Yours since {day(gift.accepted_at, time_zone)}. ",
        after=words.get(OfferKind(gift.kind), ""),
    )


def _running(trial: TrialCard, time_zone: str) -> Standing:
    left = _days_between(clock.now(), trial.ends_at, time_zone)
    been = _days_between(trial.starts_at, clock.now(), time_zone)
    is_soon = left <= SOON_DAYS
    days_in = f"{been} {_days(been)} in" if been else "Started today"
    days_left = f"{left} {_days(left)} left" if left else "Ends today"
    whole = (trial.ends_at - trial.starts_at).total_seconds()
    used = (clock.now() - trial.starts_at).total_seconds() / whole
    return Standing(
        state=trial.state,
        badge=days_left if is_soon else days_in,
        tone=WARN if is_soon else GIFT,
        icon="clock" if is_soon else "",
        has_bar=True,
        used_percent=min(100, max(0, round(100 * used))),
        strong=f"Ends {day(trial.ends_at, time_zone)}",
        beside="Then it stops, nothing charged" if is_soon else days_left,
        can_cancel=True,
    )


def _kept(trial: TrialCard, time_zone: str) -> Standing:
    if trial.trouble:
        return _in_trouble(trial, time_zone)
    said = day(trial.charge.agreed_at, time_zone) if trial.charge else ""
    price = trial.charge.amount if trial.charge else ""
    every = INTERVALS[trial.charge.interval] if trial.charge else ""
    is_due = trial.ends_at <= clock.now()
    first = "First charge today" if is_due else f"First charge {day(trial.ends_at, time_zone)}"
    return Standing(
        state=trial.state,
        badge="Kept",
        tone=SUCCESS,
        icon="check",
        before=f"You said yes on {said}. ",
        strong=f"{first}: {price}",
        after=f", then {every}.",
        can_cancel=True,
    )


def _subscribed(trial: TrialCard, time_zone: str) -> Standing:
    if trial.trouble:
        return _in_trouble(trial, time_zone)
    charge = trial.charge
    if charge is None or charge.next_at is None:
        until = day(trial.stops_at or trial.ends_at, time_zone)
        return Standing(
            state=trial.state,
            badge="Subscribed",
            tone=PLAIN,
            before="It works until ",
            strong=until,
            after=". Then it stops, and nothing more is charged.",
        )
    return Standing(
        state=trial.state,
        badge="Subscribed",
        tone=SUCCESS,
        icon="check",
        strong=f"Next charge {day(charge.next_at, time_zone)}: {charge.amount}",
        after=f", {INTERVALS[charge.interval]} until you cancel.",
        can_cancel=True,
    )


def _in_trouble(trial: TrialCard, time_zone: str) -> Standing:
    until = trial.grace_until
    return Standing(
        state=trial.state,
        badge="Confirm the payment" if trial.asks_confirmation else "Payment failed",
        tone=WARN,
        icon="alert",
        before="It goes on working until " if until else "No money moved. ",
        strong=day_and_time(until, time_zone) if until else "",
        after=". No money moved." if until else "",
        trouble=trial.trouble,
        can_cancel=True,
    )


def _cancelled_for_now(trial: TrialCard, time_zone: str) -> Standing:
    undone_until = trial.cancel_at or trial.ends_at
    undo = f" You can undo this until {_soon(undone_until, time_zone)}."
    before, until, after = "You cancelled. It works until ", undone_until, "."
    if trial.state == TrialState.KEEPING:
        before = "You cancelled, so nothing will be charged. Your free days go on until "
        until, after = trial.ends_at, f".{undo}"
    elif trial.state == TrialState.CONVERTED:
        until, after = trial.stops_at or undone_until, f", and nothing more is charged.{undo}"
    return Standing(
        state=trial.state,
        badge="Cancelled",
        tone=PLAIN,
        before=before,
        strong=_soon(until, time_zone),
        after=after,
        can_undo=True,
    )


def _over(trial: TrialCard, time_zone: str) -> Standing:
    was_cancelled = trial.state == TrialState.CANCELLED
    over_at = trial.finished_at or trial.ends_at
    return Standing(
        state=trial.state,
        badge="Cancelled" if was_cancelled else "Ended",
        tone=PLAIN,
        before="You cancelled, and it ended on " if was_cancelled else "It ended on ",
        strong=day(over_at, time_zone),
        after=". Nothing more will be charged." if trial.was_charged else ". Nothing was charged.",
    )


def _soon(moment: datetime, time_zone: str) -> str:
    """Return `today, 09:41`, `tomorrow, 09:41`, or the day for what is further away."""
    away = _days_between(clock.now(), moment, time_zone)
    if away not in {0, 1}:
        return day(moment, time_zone)
    return f"{('today', 'tomorrow')[away]}, {moment.astimezone(ZoneInfo(time_zone)):%H:%M}"


def _short(moment: datetime, time_zone: str) -> str:
    there = moment.astimezone(ZoneInfo(time_zone))
    return f"{there.day} {there:%B}"


def _days_between(first: datetime, last: datetime, time_zone: str) -> int:
    zone = ZoneInfo(time_zone)
    return (last.astimezone(zone).date() - first.astimezone(zone).date()).days


def _days(number: int) -> str:
    return "day" if number == 1 else "days"
