"""What creators see of their earnings: the sums, every entry and why, and where it was sent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smallgestures import clock
from smallgestures.billing.connect import queries as connect
from smallgestures.billing.connect import words as connect_words
from smallgestures.money import Money, percent
from smallgestures.shop.commissions.models import (
    CommissionEntry,
    CommissionLine,
    CommissionState,
)
from smallgestures.shop.commissions.states import CommissionEvent
from smallgestures.shop.earnings import queries
from smallgestures.shop.earnings.cards import (
    ChainEnd,
    DayOfEarning,
    EntryCard,
    PayoutAccount,
    SentCard,
    Summary,
)
from smallgestures.shop.models import Surface
from smallgestures.shop.orders.cards import Step
from smallgestures.shop.orders.showing import PLACES

PAGE = 20
CURRENCY = "usd"
WINDOW_DAYS = 30
# Twice the hold: what is its creator's stands beside what still waits.
PLOT_DAYS = 60
SENT = 6
TAKEN_BACK = (
    CommissionEvent.REFUNDED,
    CommissionEvent.REFUNDED_ALL,
    CommissionEvent.DISPUTE_LOST,
)
STATES = {
    CommissionState.ESTIMATED: "Estimated",
    CommissionState.PENDING: "Pending",
    CommissionState.HELD: "On hold",
    CommissionState.SETTLED: "Settled",
    CommissionState.INELIGIBLE: "Not eligible",
    CommissionState.REVERSED: "Reversed",
    CommissionState.PAID: "Paid",
}


def show_summary(db: Session, creator_id: int, *, time_zone: str) -> Summary:
    """Return the sums of a creator's earnings, and what each of the last sixty days brought."""
    today = (
        clock.now()
        .astimezone(ZoneInfo(time_zone))
        .replace(hour=0, minute=0, second=0, microsecond=0)
    )
    since = today - timedelta(days=WINDOW_DAYS - 1)
    sums = {one.state: one for one in queries.sum_open(db, creator_id, CURRENCY)}
    owed = queries.sum_owed(db, creator_id, CURRENCY)
    settled = sums.get(CommissionState.SETTLED)
    on_its_way = sum(one.paying_minor for one in sums.values())
    due = settled.left_minor - settled.paid_minor - settled.paying_minor if settled else 0
    waiting = sum(
        sums[state].left_minor - sums[state].paid_minor - sums[state].paying_minor
        for state in (CommissionState.PENDING, CommissionState.HELD)
        if state in sums
    )
    refunds, taken = queries.sum_lines_since(
        db, creator_id, CURRENCY, events=TAKEN_BACK, since=since
    )
    begin = today - timedelta(days=PLOT_DAYS - 1)
    earned = queries.list_earned_since(db, creator_id, CURRENCY, since=begin)
    return Summary(
        payable=str(Money(due - owed)),
        owes=due < owed,
        on_its_way=str(Money(on_its_way)) if on_its_way else "",
        next_at=queries.next_hold_end(db, creator_id),
        waiting=str(Money(waiting)),
        taken_back=str(Money(-taken)),
        refunds=refunds,
        buyers=sum(at >= since for at, _state, _left in earned),
        clicks=queries.count_clicks_since(db, creator_id, since=since),
        days=_days(earned, begin, time_zone),
    )


def _days(
    earned: Sequence[tuple[datetime, str, int]], since: datetime, time_zone: str
) -> list[DayOfEarning]:
    zone = ZoneInfo(time_zone)
    settled: dict[object, int] = defaultdict(int)
    waiting: dict[object, int] = defaultdict(int)
    for at, state, left_minor in earned:
        is_theirs = state in {CommissionState.SETTLED, CommissionState.PAID}
        (settled if is_theirs else waiting)[at.astimezone(zone).date()] += left_minor
    days = [(since + timedelta(days=number)).date() for number in range(PLOT_DAYS)]
    return [DayOfEarning(on, settled[on], waiting[on]) for on in days]


def list_entries(db: Session, creator_id: int, *, before_id: int | None = None) -> list[EntryCard]:
    """Return a page of a creator's commissions, the newest first, each with how it came about.

    Buyers go by a name that tells nothing but that two orders are the same buyer's.
    """
    rows = queries.list_entries(db, creator_id, before_id=before_id, limit=PAGE)
    views = queries.first_views(db, [row[2].key for row in rows])
    captions = queries.captions_of(db, sorted({row[2].link_id for row in rows}))
    lines: dict[int, list[Step]] = defaultdict(list)
    for line in queries.list_lines_of(db, [row[0].key for row in rows]):
        lines[line.entry_id].append(_step(line))
    return [replace(_entry(row, captions, views), lines=lines[row[0].key]) for row in rows]


def has_older_entries(db: Session, creator_id: int, *, before_id: int) -> bool:
    """Say whether there is a page after the one that ends here."""
    return queries.has_entries(db, creator_id, before_id=before_id)


def _entry(
    row: queries.EntryRow, captions: Mapping[int, str], views: Mapping[int, datetime]
) -> EntryCard:
    entry, order, click, impression = row
    clip = captions.get(click.link_id) or "your clip"
    place = PLACES[Surface(impression.surface)] if impression.surface else "with the clip"
    chain = [
        Step(
            "Shown",
            f"{place[0].upper()}{place[1:]}: {clip}",
            impression.shown_at,
        ),
        Step(
            "Link followed",
            f"It earns {percent(click.rate_bps)} from this moment on.",
            click.clicked_at,
        ),
        Step("Product page opened", order.title, views.get(click.key, click.clicked_at)),
        Step("Ordered", f"Order {order.number}, by {entry.buyer_alias}", order.created_at),
    ]
    return EntryCard(
        id=entry.key,
        order_id=order.public_id,
        number=order.number,
        title=order.title,
        buyer=entry.buyer_alias,
        state=entry.state,
        amount=amount_of(entry),
        reason=entry.reason,
        at=entry.earned_at or order.created_at,
        chain=chain,
    )


def amount_of(entry: CommissionEntry) -> str:
    """Return the amount that stands beside a commission: what is left, or what was taken back."""
    if entry.state == CommissionState.REVERSED:
        return str(Money(-entry.amount_minor, entry.currency))
    if entry.state == CommissionState.INELIGIBLE:
        return str(Money(0, entry.currency))
    return str(Money(entry.left_minor, entry.currency))


def _step(line: CommissionLine) -> Step:
    amount = ""
    if line.amount_minor:
        amount = f" ({'+' if line.amount_minor > 0 else ''}{Money(line.amount_minor)})"
    return Step(f"{STATES[CommissionState(line.state)]}{amount}", line.reason, line.at)


def list_sent(db: Session, creator_id: int) -> list[SentCard]:
    """Return what was last sent to a creator, the newest first; the rest is in the statements."""
    return [
        SentCard(
            id=one.key,
            about=one.about,
            amount=str(Money(one.amount_minor, one.currency)),
            came_back=str(Money(one.reversed_minor, one.currency)) if one.reversed_minor else "",
            at=one.sent_at or one.created_at,
        )
        for one in connect.list_sent(db, creator_id, limit=SENT)
    ]


def show_account(db: Session, creator_id: int) -> PayoutAccount:
    """Return how a creator's account at Stripe stands, in words."""
    account = connect.find_account_of(db, creator_id)
    if account is None or account.account_id is None:
        return PayoutAccount(False, False, False, "", [], False, "")
    return PayoutAccount(
        is_known=True,
        can_receive=account.can_receive,
        is_submitted=account.is_submitted,
        bank=account.bank or "",
        wanted=connect_words.wanted(account.due),
        is_checked=bool(account.checking),
        trouble=connect_words.disabled(account.disabled_reason),
    )


def show_end(db: Session, creator_id: int) -> ChainEnd:
    """Return how long a creator's ledger is, and the hash of its last line."""
    end = queries.get_chain(db, creator_id)
    return ChainEnd(end.length, end.head) if end else ChainEnd(0, "")
