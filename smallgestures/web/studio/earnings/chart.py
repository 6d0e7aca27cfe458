"""The plot of commission per day: where each bar stands, worked out on the server."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallgestures.money import Money
from smallgestures.shop.earnings.cards import DayOfEarning

LINES = 3
GAP = 0.36
LABEL_W, TOP, FOOT = 44.0, 6.0, 24.0
# How far apart the days are that are named, on a wide screen and on a phone.
WIDE, PHONE = (960.0, 232.0, 10), (330.0, 200.0, 25)
NICE = (1, 2, 3, 5, 6, 9, 10)
DOLLAR = 100


@dataclass(frozen=True)
class BarView:
    """One bar of a day; its class says which part."""

    key: str
    kind: str
    x: str
    y: str
    width: str
    height: str
    round: str


@dataclass(frozen=True)
class MarkView:
    """A line of the grid with its amount, or a day below."""

    key: str
    x: str
    y: str
    words: str
    text_y: str


@dataclass(frozen=True)
class PlotView:
    """The plot in one size."""

    view_box: str
    left: str
    right: str
    bars: list[BarView]
    grid: list[MarkView]
    days: list[MarkView]


@dataclass(frozen=True)
class RowView:
    """One day of the table beside the plot."""

    on: str
    settled: str
    waiting: str


@dataclass(frozen=True)
class ChartView:
    """The plot in both sizes, what it says in words, and its numbers as a table."""

    is_empty: bool
    words: str
    wide: PlotView
    phone: PlotView
    rows: list[RowView]


def chart_of(days: Sequence[DayOfEarning]) -> ChartView:
    """Return the plot of these days; the table has those that brought something."""
    best = max(days, key=lambda one: one.settled_minor + one.waiting_minor, default=None)
    most = best.settled_minor + best.waiting_minor if best else 0
    words = "Commission per day, last 60 days. Nothing yet."
    if best is not None and most:
        words = (
            f"Commission per day, last 60 days. Highest: {best.on.day} {best.on:%B}, {Money(most)}."
        )
    top = top_of(most)
    return ChartView(
        is_empty=most == 0,
        words=words,
        wide=_plot(days, top, *WIDE),
        phone=_plot(days, top, *PHONE),
        rows=[
            RowView(
                f"{one.on.day} {one.on:%B}",
                str(Money(one.settled_minor)),
                str(Money(one.waiting_minor)),
            )
            for one in days
            if one.settled_minor or one.waiting_minor
        ],
    )


def top_of(most_minor: int) -> int:
    """Return the round amount at which the plot ends: whole dollars between all its lines."""
    step, power = 1, 1
    while True:
        for nice in NICE:
            step = nice * power * DOLLAR
            if step * LINES >= most_minor:
                return step * LINES
        power *= 10


def _plot(
    days: Sequence[DayOfEarning], top: int, width: float, height: float, every: int
) -> PlotView:
    ground = height - FOOT
    step = (width - LABEL_W) / max(1, len(days))
    bars: list[BarView] = []
    for place, one in enumerate(days):
        x, bar = LABEL_W + step * (place + GAP / 2), step * (1 - GAP)
        low = 0
        for kind, minor in (("b", one.settled_minor), ("b b--hold", one.waiting_minor)):
            if minor > 0:
                tall = (ground - TOP) * minor / top
                y = ground - (ground - TOP) * low / top - tall
                bars.append(_bar(f"{place}{kind}", kind, x=x, y=y, width=bar, height=tall))
                low += minor
    named = [place for place in range(len(days)) if (len(days) - 1 - place) % every == 0]
    return PlotView(
        view_box=f"0 0 {width:.0f} {height:.0f}",
        left=f"{LABEL_W:.1f}",
        right=f"{width:.1f}",
        bars=bars,
        grid=[_line(number, top, ground) for number in range(LINES + 1)],
        days=[
            MarkView(
                key=str(place),
                x=f"{LABEL_W + step * (place + 0.5):.1f}",
                y=f"{height - 4:.1f}",
                words=f"{days[place].on.day} {days[place].on:%b}",
                text_y="",
            )
            for place in named
        ],
    )


def _bar(key: str, kind: str, *, x: float, y: float, width: float, height: float) -> BarView:
    return BarView(
        key=key,
        kind=kind,
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        width=f"{width:.1f}",
        height=f"{height:.1f}",
        round=f"{min(4.0, width / 4, height / 2):.1f}",
    )


def _line(number: int, top: int, ground: float) -> MarkView:
    y = ground - (ground - TOP) * number / LINES
    words = f"${top * number // LINES // DOLLAR:,}"
    return MarkView(str(number), f"{LABEL_W - 8:.1f}", f"{y:.1f}", words, f"{y + 4:.1f}")
