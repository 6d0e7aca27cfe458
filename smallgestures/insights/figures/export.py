"""Figures as files for a spreadsheet; the heads are the names of the metrics."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from smallgestures.insights.figures.cards import (
    ClipFigures,
    DayFigures,
    Figures,
    Retention,
)
from smallgestures.insights.figures.metrics import METRICS, Metric, Unit

# A spreadsheet takes a cell that begins so for something to be computed.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_USUAL = "usd"


def days_csv(by_day: Sequence[DayFigures]) -> str:
    """Return a row for each day."""
    return _csv(["Day (UTC)"], [([one.day.isoformat()], one.figures) for one in by_day])


def clips_csv(clips: Sequence[ClipFigures]) -> str:
    """Return a row for each clip."""
    rows = [([one.clip.public_id, _cell(one.clip.caption)], one.figures) for one in clips]
    return _csv(["Clip", "Caption"], rows)


def retention_csv(retention: Retention) -> str:
    """Return a row for each second of the clip."""
    return _lines(
        ["Second", "Showings that got there", "Share of all showings (%)"],
        (
            [str(second), str(number), _percent(retention.share(second))]
            for second, number in enumerate(retention.reached)
        ),
    )


def steps_csv(steps: Sequence[tuple[str, int]]) -> str:
    """Return a row for each step of a funnel."""
    return _lines(["Step", "Number"], ([name, str(number)] for name, number in steps))


def _csv(heads: list[str], rows: Sequence[tuple[list[str], Figures]]) -> str:
    currencies = sorted({_USUAL, *(one for _, figures in rows for one in figures.paid_minor)})
    columns = [head for metric in METRICS for head in _heads(metric, currencies)]
    return _lines(
        [*heads, *columns],
        (
            [*names, *(cell for metric in METRICS for cell in _cells(metric, figures, currencies))]
            for names, figures in rows
        ),
    )


def _heads(metric: Metric, currencies: Sequence[str]) -> list[str]:
    match metric.unit:
        case Unit.MONEY:
            return [f"{metric.name} ({currency.upper()})" for currency in currencies]
        case Unit.TIME:
            return [f"{metric.name} (s)"]
        case Unit.SHARE:
            return [f"{metric.name} (%)"]
        case Unit.COUNT:
            return [metric.name]


def _cells(metric: Metric, figures: Figures, currencies: Sequence[str]) -> list[str]:
    value = metric.of(figures)
    if isinstance(value, list):
        amounts = {money.currency: money.amount_minor for money in value}
        return [_amount(amounts.get(currency, 0)) for currency in currencies]
    if metric.unit == Unit.TIME:
        return [f"{(value or 0) / 1000:.1f}"]
    if metric.unit == Unit.SHARE:
        return [_percent(value)]
    return [str(value)]


def _amount(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    whole, cents = divmod(abs(minor), 100)
    return f"{sign}{whole}.{cents:02d}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f}"


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _lines(heads: list[str], rows: Iterable[list[str]]) -> str:
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(heads)
    lines.writerows(rows)
    return out.getvalue()
