"""The steps of an axis: round numbers from nothing to a little above the largest value."""

from dataclasses import dataclass
from math import ceil, floor, log10

from smallgestures.insights.figures.metrics import Unit
from smallgestures.money import Money
from smallgestures.web.studio.analytics.words import HOUR_S, MINUTE_S, SECOND_MS

STEPS = 4
ROUND = (1, 2, 5, 10)
MINOR = 100


@dataclass(frozen=True)
class Scale:
    """An axis from nothing to `top`; `marks` are values on it, each with its words."""

    top: float
    marks: list[tuple[float, str]]


def scale_of(unit: Unit, most: float, *, currency: str = "usd") -> Scale:
    """Return the axis for values of the unit up to `most`."""
    size, name = _size(unit, most)
    step = _step(most / size / STEPS, whole=unit in {Unit.COUNT, Unit.TIME})
    number = max(1, ceil(round(most / size / step, 6)))
    values = [step * place for place in range(number + 1)]
    marks = [(value * size, _words(unit, value, name, currency)) for value in values]
    return Scale(top=values[-1] * size, marks=marks)


def _size(unit: Unit, most: float) -> tuple[float, str]:
    """Return by how much values are divided for the axis, and what it counts in then."""
    if unit == Unit.TIME:
        for seconds, name in ((HOUR_S, "h"), (MINUTE_S, "min")):
            if most >= 2 * seconds * SECOND_MS:
                return seconds * SECOND_MS, name
        return SECOND_MS, "s"
    return (MINOR, "") if unit == Unit.MONEY else (1, "")


def _step(least: float, *, whole: bool) -> float:
    if least <= 0:
        return 1
    power = 10.0 ** floor(log10(least))
    step = next(number * power for number in ROUND if number * power >= least * 0.999999)
    return max(1, step) if whole else step


def _words(unit: Unit, value: float, name: str, currency: str) -> str:
    if unit == Unit.SHARE:
        return f"{value * 100:.3g}%"
    if unit == Unit.MONEY:
        money = str(Money(round(value * MINOR), currency))
        return money.removesuffix(".00")
    return f"{value:,.0f}" + (f" {name}" if name else "")
