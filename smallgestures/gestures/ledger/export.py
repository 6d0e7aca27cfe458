"""The ledger of gifts as a file: every dated line, for a spreadsheet or for a program."""

import csv
import json
from collections.abc import Sequence
from io import StringIO
from typing import Any

from smallgestures.gestures.ledger.cards import Line, ReceivedGift

COLUMNS = ("gift", "brand", "offer", "from", "date", "what", "words", "amount_minor", "currency")
# A spreadsheet takes a cell that begins so for something to be computed.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(gifts: Sequence[ReceivedGift]) -> str:
    """Return one row for each dated line, under a row of names. UTC, ISO 8601."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for gift in gifts:
        for line in gift.lines:
            rows.writerow([_cell(value) for value in _row(gift, line)])
    return out.getvalue()


def as_json(gifts: Sequence[ReceivedGift]) -> str:
    """Return every gift with its trial, what was agreed to, and its dated lines."""
    return json.dumps({"gifts": [_gift(gift) for gift in gifts]}, ensure_ascii=False, indent=2)


def _row(gift: ReceivedGift, line: Line) -> tuple[str, ...]:
    amount = line.amount
    return (
        gift.public_id,
        gift.brand,
        gift.offer,
        gift.sender,
        line.happened_at.isoformat(),
        line.kind,
        line.words,
        str(amount.amount_minor) if amount else "",
        amount.currency if amount else "",
    )


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _gift(gift: ReceivedGift) -> dict[str, Any]:
    trial = gift.trial
    return {
        "gift": gift.public_id,
        "brand": gift.brand,
        "offer": gift.offer,
        "from": gift.sender,
        "accepted_at": gift.accepted_at.isoformat(),
        "trial": trial
        and {
            "state": trial.state,
            "starts_at": trial.starts_at.isoformat(),
            "ends_at": trial.ends_at.isoformat(),
            "agreed_to": trial.charge.consent_text if trial.charge else None,
        },
        "lines": [
            {
                "date": line.happened_at.isoformat(),
                "what": line.kind,
                "words": line.words,
                "amount_minor": line.amount.amount_minor if line.amount else None,
                "currency": line.amount.currency if line.amount else None,
            }
            for line in gift.lines
        ],
    }
