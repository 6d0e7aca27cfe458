"""Gifts and trials as their page shows them, all words made."""

from dataclasses import dataclass

from smallgestures.gestures.gifts.models import GiftState
from smallgestures.gestures.ledger.cards import Line, ReceivedGift, SentGift, Summary
from smallgestures.gestures.trials.consent import ConsentWords
from smallgestures.web import routes
from smallgestures.web.gifts.views import STATUS
from smallgestures.web.trials.words import Standing, card_of, standing_of
from smallgestures.web.ui.dates import day, day_and_time

LONG_NAME = 2  # words; of longer ones the last is what people call it


@dataclass(frozen=True)
class RowView:
    """One row of the consent: what, and how."""

    label: str
    words: str


@dataclass(frozen=True)
class KeepView:
    """The dialog that asks for consent."""

    heading: str
    lead: str
    rows: list[RowView]
    yes: str
    sha256: str


@dataclass(frozen=True)
class LineView:
    """One dated line."""

    when: str
    at: str
    words: str
    amount: str


@dataclass(frozen=True)
class GiftView:
    """One gift that was accepted."""

    key: str
    name: str
    mono: str
    brand: str
    about: str
    standing: Standing
    keep: KeepView | None
    agreed: list[str]
    fix_url: str
    can_change_card: bool
    lines: list[LineView]
    calendar_url: str
    cancel_url: str
    undo_url: str
    keep_url: str
    card_url: str


@dataclass(frozen=True)
class SentView:
    """One gift that was sent."""

    key: str
    name: str
    mono: str
    brand: str
    about: str
    state: str
    badge: str
    sent: str


@dataclass(frozen=True)
class SummaryView:
    """What it all costs."""

    paid_today: str
    words: str
    is_quiet: bool


@dataclass(frozen=True)
class TrialsView:
    """One tab of somebody's gifts."""

    tab: str
    gifts: list[GiftView]
    sent: list[SentView]
    summary: SummaryView
    older_url: str
    is_older: bool
    is_settling: bool


def view_of_gift(gift: ReceivedGift, time_zone: str) -> GiftView:
    """Return an accepted gift as the page shows it."""
    trial = gift.trial
    return GiftView(
        key=gift.public_id,
        name=f"{gift.brand}: {gift.offer}",
        mono=mono(gift.brand),
        brand=gift.brand,
        about=f"{gift.offer} · from {gift.sender}",
        standing=standing_of(trial, time_zone) if trial else card_of(gift, time_zone),
        keep=_keep(trial.keep) if trial and trial.keep else None,
        agreed=trial.charge.consent_text.split("\n") if trial and trial.charge else [],
        fix_url=trial.fix_url if trial and trial.trouble else "",
        can_change_card=bool(trial and trial.card),
        lines=[_line(line, time_zone) for line in gift.lines],
        calendar_url=routes.trial(gift.public_id, "end.ics") if trial else "",
        cancel_url=routes.trial(gift.public_id, "cancel"),
        undo_url=routes.trial(gift.public_id, "undo"),
        keep_url=routes.trial(gift.public_id, "keep"),
        card_url=routes.trial(str(trial.id), "card") if trial else "",
    )


def view_of_sent(gift: SentGift, time_zone: str) -> SentView:
    """Return a sent gift: how far it came, and nothing of its use."""
    whom = f"for {gift.recipient}" if gift.recipient else "by a link"
    return SentView(
        key=gift.public_id,
        name=f"{gift.brand}: {gift.offer}",
        mono=mono(gift.brand),
        brand=gift.brand,
        about=f"{gift.offer} · {whom}",
        state=gift.state,
        badge=STATUS[GiftState(gift.state)],
        sent=f"Sent on {day(gift.sent_at, time_zone)}",
    )


def view_of_summary(summary: Summary, time_zone: str) -> SummaryView:
    """Return what the gifts cost, today and next."""
    words = "No card is stored with a gift. You have agreed to no charge."
    if summary.next_at and summary.next_amount:
        on = day(summary.next_at, time_zone)
        words = (
            "No card is stored with a gift. The next charge you agreed to is "
            f"{summary.next_brand}, {summary.next_amount} on {on}."
        )
    return SummaryView(str(summary.paid_today), words, summary.is_quiet)


def mono(brand: str) -> str:
    """Return the two letters that stand for a brand: `Ru` for Adobe Premiere Rush."""
    words = brand.split() or [brand]
    word = words[-1] if len(words) > LONG_NAME else words[0]
    capitals = "".join(letter for letter in word if letter.isupper())
    is_joined = len(capitals) == len("DP") and not word.isupper()  # as DashPass is
    return capitals if is_joined else word[:2]


def _keep(words: ConsentWords) -> KeepView:
    rows = [RowView(label, said) for label, said in words.rows]
    return KeepView(words.heading, words.lead, rows, words.yes, words.sha256)


def _line(line: Line, time_zone: str) -> LineView:
    return LineView(
        when=day_and_time(line.happened_at, time_zone),
        at=line.happened_at.isoformat(),
        words=line.words,
        amount=str(line.amount) if line.amount else "",
    )
