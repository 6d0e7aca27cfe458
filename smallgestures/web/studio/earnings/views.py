"""Earnings as their pages show them: all words made, in the time zone of their creator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from smallgestures.shop.commissions.models import CommissionState
from smallgestures.shop.earnings.cards import (
    ChainEnd,
    EntryCard,
    PayoutAccount,
    SentCard,
    Statement,
    Summary,
)
from smallgestures.shop.earnings.showing import STATES, WINDOW_DAYS
from smallgestures.shop.orders.cards import Step
from smallgestures.web import routes
from smallgestures.web.studio.earnings.chart import ChartView, chart_of
from smallgestures.web.ui.dates import day, day_and_time

TONES = {
    CommissionState.ESTIMATED: "badge--plain",
    CommissionState.PENDING: "badge--warn",
    CommissionState.HELD: "badge--warn",
    CommissionState.SETTLED: "badge--success",
    CommissionState.INELIGIBLE: "badge--plain",
    CommissionState.REVERSED: "badge--danger",
    CommissionState.PAID: "badge--success",
}
PER_CLICKS = 100
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class FigureView:
    """One of the numbers on top."""

    name: str
    value: str
    note: str


@dataclass(frozen=True)
class PastView:
    """Something that happened to an entry, or led to it."""

    what: str
    detail: str
    when: str


@dataclass(frozen=True)
class EntryView:
    """The commission of one order."""

    key: str
    name: str
    order_url: str
    state: str
    tone: str
    status: str
    amount: str
    reason: str
    when: str
    chain: list[PastView]
    lines: list[PastView]


@dataclass(frozen=True)
class SentView:
    """One transfer."""

    key: str
    about: str
    amount: str
    note: str
    when: str


@dataclass(frozen=True)
class AccountView:
    """How the creator's account at Stripe stands, and what the button beside it does."""

    is_ready: bool
    title: str
    words: str
    wanted: list[str]
    button: str
    is_checked: bool


@dataclass(frozen=True)
class MonthView:
    """A month that has a statement."""

    name: str
    url: str


@dataclass(frozen=True)
class EarningsView:
    """The page of earnings."""

    figures: list[FigureView]
    chart: ChartView
    commissions: list[EntryView]
    older_url: str
    is_older: bool
    sent: list[SentView]
    account: AccountView
    months: list[MonthView]
    ledger_end: str


@dataclass(frozen=True)
class SumView:
    """One sum of a statement."""

    name: str
    amount: str


@dataclass(frozen=True)
class StatementLineView:
    """One line of a statement."""

    key: str
    when: str
    what: str
    reason: str
    amount: str
    balance: str


@dataclass(frozen=True)
class StatementView:
    """A monthly statement."""

    title: str
    name: str
    handle: str
    made_on: str
    opening: str
    sums: list[SumView]
    closing: str
    lines: list[StatementLineView]
    left_out: str
    ledger_end: str


def signed(amount: str) -> str:
    """Return an amount with a minus that is as wide as a plus."""
    return amount.replace("-", MINUS)


def figures_of(summary: Summary, time_zone: str) -> list[FigureView]:
    """Put the sums into words."""
    if summary.owes:
        note = "It comes off your next payouts"
    elif summary.on_its_way:
        note = f"{summary.on_its_way} more is on its way"
    elif summary.next_at is not None:
        note = f"The next is yours on {day(summary.next_at, time_zone)}"
    else:
        note = "Nothing waits for its 30 days"
    refunds = "1 refund" if summary.refunds == 1 else f"{summary.refunds} refunds"
    rate = f"{summary.buyers * PER_CLICKS / summary.clicks:.1f}" if summary.clicks else "–"
    orders = "1 order" if summary.buyers == 1 else f"{summary.buyers} orders"
    clicks = "1 click" if summary.clicks == 1 else f"{summary.clicks:,} clicks"
    window = f"in {WINDOW_DAYS} days"
    return [
        FigureView("Can be paid out", signed(summary.payable), note),
        FigureView("Waiting", summary.waiting, "For 30 days after each payment"),
        FigureView("Taken back", summary.taken_back, f"{refunds} {window}"),
        FigureView(f"Buyers per {PER_CLICKS} clicks", rate, f"{orders} from {clicks} {window}"),
    ]


def view_of_earnings(
    *,
    summary: Summary,
    entries: Sequence[EntryCard],
    older_id: int | None,
    is_older: bool,
    sent: Sequence[SentCard],
    account: PayoutAccount,
    months: Sequence[date],
    end: ChainEnd,
    time_zone: str,
) -> EarningsView:
    """Put a creator's earnings into words."""
    return EarningsView(
        figures=figures_of(summary, time_zone),
        chart=chart_of(summary.days),
        commissions=[view_of_entry(entry, time_zone) for entry in entries],
        older_url=f"{routes.STUDIO_EARNINGS}?before={older_id}" if older_id else "",
        is_older=is_older,
        sent=[_sent(one, time_zone) for one in sent],
        account=_account(account),
        months=[
            MonthView(f"{month:%B %Y}", routes.statement(f"{month:%Y-%m}")) for month in months
        ],
        ledger_end=f"{end.length}:{end.head}" if end.length else "",
    )


def view_of_entry(entry: EntryCard, time_zone: str) -> EntryView:
    """Put one entry into words."""
    return EntryView(
        key=str(entry.id),
        name=f"{entry.title}, order {entry.number}",
        order_url=routes.order(entry.order_id),
        state=entry.state,
        tone=TONES[CommissionState(entry.state)],
        status=STATES[CommissionState(entry.state)],
        amount=signed(entry.amount),
        reason=entry.reason,
        when=day(entry.at, time_zone),
        chain=[_past(step, time_zone) for step in entry.chain],
        lines=[_past(step, time_zone) for step in entry.lines],
    )


def _past(step: Step, time_zone: str) -> PastView:
    when = day_and_time(step.at, time_zone) if step.at else ""
    return PastView(signed(step.what), step.detail, when)


def _sent(sent: SentCard, time_zone: str) -> SentView:
    note = f"{sent.came_back} of it came back." if sent.came_back else ""
    return SentView(str(sent.id), sent.about, sent.amount, note, day(sent.at, time_zone))


def _account(account: PayoutAccount) -> AccountView:
    if account.can_receive:
        bank = f" Stripe sends it on to your {account.bank}." if account.bank else ""
        return AccountView(
            is_ready=True,
            title="You are paid through Stripe",
            words=f"What is yours goes to your Stripe account by itself, order by order.{bank}",
            wanted=account.wanted,
            button="Open Stripe",
            is_checked=account.is_checked,
        )
    if account.is_submitted:
        words = account.trouble or "Stripe is checking what you sent."
        return AccountView(
            is_ready=False,
            title="Stripe wants something more",
            words=f"{words} What you earned stays yours meanwhile.",
            wanted=account.wanted,
            button="Go on at Stripe",
            is_checked=account.is_checked,
        )
    return AccountView(
        is_ready=False,
        title="Say where your money goes",
        words=(
            "Stripe sends it to you, and asks who you are and which bank account is yours. "
            "We never see your bank details. What you earn is kept until then, and stays yours."
        ),
        wanted=account.wanted if account.is_known else [],
        button="Go on at Stripe" if account.is_known else "Set up payouts",
        is_checked=False,
    )


def view_of_statement(
    statement: Statement, *, name: str, handle: str, made_on: str, time_zone: str
) -> StatementView:
    """Put a statement into words."""
    end = statement.end
    left_out = ""
    if statement.left_out:
        left_out = f"{statement.left_out:,} more lines stand in the ledger that you can download."
    return StatementView(
        title=f"Statement of {statement.month:%B %Y}",
        name=name,
        handle=handle,
        made_on=made_on,
        opening=signed(statement.opening),
        sums=[SumView(words, signed(amount)) for words, amount in statement.sums],
        closing=signed(statement.closing),
        lines=[
            StatementLineView(
                key=str(place),
                when=day(line.at, time_zone),
                what=line.what,
                reason=line.reason,
                amount=signed(line.amount),
                balance=signed(line.balance),
            )
            for place, line in enumerate(statement.lines)
        ],
        left_out=left_out,
        ledger_end=f"{end.length}:{end.head}" if end.length else "",
    )
