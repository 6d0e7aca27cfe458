"""A creator's ledger and entries as files, a piece at a time."""

import csv
import io
from collections.abc import Sequence

from sqlmodel import Session

from smallgestures.money import percent
from smallgestures.shop.commissions import chain
from smallgestures.shop.commissions.models import CommissionState
from smallgestures.shop.earnings import queries
from smallgestures.shop.earnings.showing import STATES

PIECE = 500
CSV_HEAD = (
    "order",
    "product",
    "buyer",
    "state",
    "why",
    "rate",
    "commission_minor",
    "taken_back_minor",
    "paid_minor",
    "currency",
    "clicked_at",
    "ordered_at",
    "earned_at",
    "yours_from",
)


def ledger_piece(db: Session, creator_id: int, *, after: int) -> tuple[str, int | None]:
    """Return the next lines of a creator's ledger as JSON lines, and where to go on; None: end."""
    lines = queries.list_lines(db, creator_id, after=after, limit=PIECE)
    text = "".join(f"{chain.with_hash(line.body, line.hash)}\n" for line in lines)
    return text, lines[-1].number if len(lines) == PIECE else None


def entries_piece(db: Session, creator_id: int, *, before_id: int | None) -> tuple[str, int | None]:
    """Return the next entries as CSV, the newest first, and where to go on; None: end."""
    rows = queries.list_entries(db, creator_id, before_id=before_id, limit=PIECE)
    written = io.StringIO()
    csv.writer(written).writerows(_row(row) for row in rows)
    return written.getvalue(), rows[-1][0].key if len(rows) == PIECE else None


def csv_head() -> str:
    """Return the names of the columns."""
    written = io.StringIO()
    csv.writer(written).writerow(CSV_HEAD)
    return written.getvalue()


def _row(row: queries.EntryRow) -> Sequence[object]:
    entry, order, click, _impression = row
    moments = (click.clicked_at, order.created_at, entry.earned_at, entry.hold_until)
    return (
        order.number,
        _plain(order.title),
        entry.buyer_alias,
        STATES[CommissionState(entry.state)],
        _plain(entry.reason),
        percent(entry.rate_bps),
        entry.amount_minor,
        entry.reversed_minor,
        entry.paid_minor,
        entry.currency,
        *(chain.moment(at) if at else "" for at in moments),
    )


def _plain(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
