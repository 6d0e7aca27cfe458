"""A creator's months: what each began with, what happened in it, what it ended with."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from smallgestures import clock
from smallgestures.money import Money
from smallgestures.shop.commissions.models import CommissionLine, CommissionState
from smallgestures.shop.commissions.states import CommissionEvent
from smallgestures.shop.earnings import queries
from smallgestures.shop.earnings.cards import ChainEnd, Statement, StatementLine
from smallgestures.shop.earnings.errors import NoSuchStatement
from smallgestures.shop.earnings.showing import CURRENCY, STATES

LINES = 1_000
MOST_MONTHS = 24
BROUGHT_FORWARD = "brought_forward"  # what the migration wrote of commissions before the ledger
_SUMS = (
    ("Earned", (CommissionEvent.ORDER_PAID, BROUGHT_FORWARD)),
    ("Taken back", (CommissionEvent.REFUNDED, CommissionEvent.REFUNDED_ALL)),
    ("Lost to disputes", (CommissionEvent.DISPUTE_LOST,)),
    ("Refunds that came back", (CommissionEvent.REFUND_RETURNED,)),
    ("Sent to you", (CommissionEvent.TRANSFERRED, CommissionEvent.TRANSFERRED_PART)),
    ("Returned by you", (CommissionEvent.RETURNED, CommissionEvent.SENT_BACK)),
)


def list_months(db: Session, creator_id: int, *, time_zone: str) -> list[date]:
    """Return the months that have a statement, the newest first; at most two years of them."""
    first = queries.first_line_at(db, creator_id)
    if first is None:
        return []
    zone = ZoneInfo(time_zone)
    month = clock.now().astimezone(zone).date().replace(day=1)
    begin = first.astimezone(zone).date().replace(day=1)
    months = [month]
    while months[-1] > begin and len(months) < MOST_MONTHS:
        months.append(_before(months[-1]))
    return months


def show_statement(db: Session, creator_id: int, month: date, *, time_zone: str) -> Statement:
    """Return one month of a creator's ledger, in their time zone.

    Raises:
        NoSuchStatement: The month is to come, or before the ledger began.
    """
    zone = ZoneInfo(time_zone)
    since = datetime(month.year, month.month, 1, tzinfo=zone)
    after = _after(month)
    until = datetime(after.year, after.month, 1, tzinfo=zone)
    first = queries.first_line_at(db, creator_id)
    if first is None or since > clock.now() or until <= first:
        raise NoSuchStatement
    before = queries.last_line_before(db, creator_id, before=since, currency=CURRENCY)
    last = queries.last_line_before(db, creator_id, before=until, currency=CURRENCY)
    end = queries.last_line_before(db, creator_id, before=until)
    sums = {
        event: (number, total)
        for event, number, total in queries.sum_lines_between(
            db, creator_id, CURRENCY, since=since, until=until
        )
    }
    lines = queries.list_lines_between(
        db, creator_id, CURRENCY, since=since, until=until, limit=LINES
    )
    return Statement(
        month=month,
        opening=str(Money(before.balance_minor if before else 0)),
        sums=[
            (words, str(Money(sum(sums[event][1] for event in events if event in sums))))
            for words, events in _SUMS
            if any(event in sums for event in events)
        ],
        closing=str(Money(last.balance_minor if last else 0)),
        lines=[_line(line) for line in lines],
        left_out=sum(number for number, _total in sums.values()) - len(lines),
        end=ChainEnd(end.number, end.hash) if end else ChainEnd(0, ""),
    )


def _line(line: CommissionLine) -> StatementLine:
    return StatementLine(
        at=line.at,
        what=f"{STATES[CommissionState(line.state)]}, {_order_of(line)}",
        reason=line.reason,
        amount=str(Money(line.amount_minor, line.currency)),
        balance=str(Money(line.balance_minor, line.currency)),
    )


def _order_of(line: CommissionLine) -> str:
    told = line.told
    return f"order {told['order']}: {told['what']}"


def _before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
