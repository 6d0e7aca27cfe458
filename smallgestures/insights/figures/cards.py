"""Figures as plain values, ready to be shown."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from smallgestures.money import Money


@dataclass(frozen=True)
class Period:
    """Days in UTC, the last one included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Return each day, the first one first."""
        length = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(length)]


@dataclass(frozen=True)
class Figures:
    """What happened on one clip, or on several, in some time."""

    views: int = 0
    viewers: int = 0
    completions: int = 0
    watched_ms: int = 0
    likes: int = 0
    shares: int = 0
    impressions: int = 0
    card_impressions: int = 0
    clicks: int = 0
    card_clicks: int = 0
    product_views: int = 0
    orders: int = 0
    paid_minor: Mapping[str, int] = field(default_factory=dict)
    commission_minor: Mapping[str, int] = field(default_factory=dict)

    @property
    def completion_rate(self) -> float | None:
        """The share of views that reached the end; none without views."""
        return _ratio(self.completions, self.views)

    @property
    def ctr(self) -> float | None:
        """The share of end-card impressions that were clicked; none without impressions."""
        return _ratio(self.card_clicks, self.card_impressions)

    @property
    def cvr(self) -> float | None:
        """Orders for each click; none without clicks."""
        return _ratio(self.orders, self.clicks)

    @property
    def gmv(self) -> list[Money]:
        """What buyers paid, an amount a currency."""
        return _amounts(self.paid_minor)

    @property
    def commission(self) -> list[Money]:
        """What the creator earns, an amount a currency."""
        return _amounts(self.commission_minor)


COUNTED = tuple(
    name for name in Figures.__dataclass_fields__ if name not in {"paid_minor", "commission_minor"}
)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _amounts(minor: Mapping[str, int]) -> list[Money]:
    return [Money(amount, currency) for currency, amount in sorted(minor.items())]


def total(of: Iterable[Figures]) -> Figures:
    """Return the sum of all these."""
    counts: Counter[str] = Counter()
    paid: Counter[str] = Counter()
    commission: Counter[str] = Counter()
    for figures in of:
        counts.update({name: getattr(figures, name) for name in COUNTED})
        paid.update(figures.paid_minor)
        commission.update(figures.commission_minor)
    return Figures(**counts, paid_minor=dict(paid), commission_minor=dict(commission))


@dataclass(frozen=True)
class DayFigures:
    """The figures of one day."""

    day: date
    figures: Figures


@dataclass(frozen=True)
class ClipName:
    """One of the creator's clips: which, and how it is called."""

    id: int
    public_id: str
    caption: str
    poster_key: str
    duration_ms: int
    published_at: datetime | None
    is_deleted: bool


@dataclass(frozen=True)
class ClipFigures:
    """The figures of one clip."""

    clip: ClipName
    figures: Figures


@dataclass(frozen=True)
class Retention:
    """How far showings of a clip got: `reached[n]` of all `showings` got to second n or beyond."""

    showings: int
    reached: list[int]

    def share(self, second: int) -> float | None:
        """Return the share of showings that got to the second."""
        return _ratio(self.reached[second], self.showings)


@dataclass(frozen=True)
class CreatorReport:
    """All clips of one creator in a period."""

    period: Period
    by_day: list[DayFigures]
    clips: list[ClipFigures]
    has_more: bool

    @property
    def total(self) -> Figures:
        """Of all clips together."""
        return total(one.figures for one in self.by_day)


@dataclass(frozen=True)
class ClipReport:
    """One clip in a period."""

    period: Period
    clip: ClipName
    by_day: list[DayFigures]
    retention: Retention

    @property
    def total(self) -> Figures:
        """Of the whole period."""
        return total(one.figures for one in self.by_day)
