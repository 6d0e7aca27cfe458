"""What is plotted, in both sizes, with the words for who does not see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallgestures.dates import date_in_words
from smallgestures.insights.figures.cards import DayFigures, Figures, Retention
from smallgestures.insights.figures.metrics import Metric, Unit
from smallgestures.web.studio.analytics.drawing import NARROW, WIDE, Drawing, Point, draw
from smallgestures.web.studio.analytics.scales import Scale, scale_of
from smallgestures.web.studio.analytics.words import percent, short_day, value_of


@dataclass(frozen=True)
class PlotView:
    """A plot: what it says in one sentence, and its shapes; `nothing` instead of empty axes."""

    words: str
    nothing: str
    wide: Drawing
    narrow: Drawing


def plot_days(by_day: Sequence[DayFigures], metric: Metric) -> PlotView:
    """Plot a figure for each day."""
    currency = _currency(by_day)
    points = [
        Point(
            name=short_day(one.day),
            value=_plotted(metric, one.figures, currency),
            words=f"{date_in_words(one.day)}: {value_of(metric, one.figures)}",
        )
        for one in by_day
    ]
    most = max(points, key=lambda point: point.value or 0)
    said = f"Most on {most.words}." if most.value else "None."
    words = f"{metric.name} per day, {len(points)} days. {said}"
    scale = scale_of(metric.unit, most.value or 0, currency=currency)
    nothing = "" if most.value else f"No {_lower(metric.name)} in these days."
    return _plot(points, scale, words=words, nothing=nothing)


def plot_retention(retention: Retention) -> PlotView:
    """Plot which share of a clip's showings got to each of its seconds."""
    shares = [retention.share(second) or 0 for second in range(len(retention.reached))]
    points = [
        Point(name=f"{second} s", value=share, words=f"Second {second}: {percent(share)}")
        for second, share in enumerate(shares)
    ]
    words = f"Retention over {len(points)} seconds. To the last second: {percent(shares[-1])}."
    nothing = "" if retention.showings else "Nobody has watched it in these days."
    return _plot(points, scale_of(Unit.SHARE, 1), words=words, nothing=nothing, curve=True)


def _plot(
    points: Sequence[Point], scale: Scale, *, words: str, nothing: str, curve: bool = False
) -> PlotView:
    wide, narrow = (draw(points, scale, size, curve=curve) for size in (WIDE, NARROW))
    return PlotView(words=words, nothing=nothing, wide=wide, narrow=narrow)


def _plotted(metric: Metric, figures: Figures, currency: str) -> float | None:
    """Return the height of a figure: of several currencies, that of the one that is plotted."""
    value = metric.of(figures)
    if isinstance(value, list):
        return next((money.amount_minor for money in value if money.currency == currency), 0)
    return value


def _currency(by_day: Sequence[DayFigures]) -> str:
    """Return the currency in which most was paid."""
    sums: dict[str, int] = {"usd": 0}
    for one in by_day:
        for currency, minor in one.figures.paid_minor.items():
            sums[currency] = sums.get(currency, 0) + minor
    return max(sums, key=lambda currency: sums[currency])


def _lower(name: str) -> str:
    """Return a name inside a sentence: `Views` as `views`, but `CTR` as it is."""
    return name if name.isupper() else name[0].lower() + name[1:]
