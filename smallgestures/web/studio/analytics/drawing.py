"""Plots as plain shapes: where each bar, line and word of a drawing stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallgestures.web.studio.analytics.scales import Scale

HIGHEST = 4.0  # the top mark stands this far below the upper edge
BELOW = 26.0  # room for the words under the base line
WORD_GAP = 8.0
WORDS_WIDE = 44.0  # where a point has less room, the last words end at the edge
FILLED = 0.64  # of its share of the width that a bar takes


@dataclass(frozen=True)
class Format:
    """The size of a drawing, and how many of its marks below have room."""

    width: int
    height: int
    left: int
    marks: int
    corner: int


WIDE = Format(width=960, height=236, left=52, marks=8, corner=4)
NARROW = Format(width=330, height=204, left=46, marks=4, corner=2)


@dataclass(frozen=True)
class Point:
    """One value of a plot; none where there is nothing to show."""

    name: str
    value: float | None
    words: str


@dataclass(frozen=True)
class BarShape:
    """A bar, the strip of the drawing in which it says what it is, and those words."""

    key: str
    x: str
    y: str
    width: str
    height: str
    strip_x: str
    strip_width: str
    words: str


@dataclass(frozen=True)
class LineShape:
    """A line across, with the words at its left."""

    y: str
    words_y: str
    words: str


@dataclass(frozen=True)
class MarkShape:
    """Words under the base line."""

    x: str
    words: str
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """All shapes of a plot in one size."""

    view_box: str
    left: str
    words_x: str
    right: str
    marks_y: str
    corner: str
    strip_height: str
    bars: list[BarShape]
    lines: list[LineShape]
    marks: list[MarkShape]
    curve: str
    area: str


def draw(points: Sequence[Point], scale: Scale, size: Format, *, curve: bool = False) -> Drawing:
    """Return the points as bars, or as a curve, in this size."""
    base = size.height - BELOW
    share = (size.width - size.left) / len(points)

    def height(value: float) -> float:
        return (base - HIGHEST) * value / scale.top

    def middle(place: int) -> float:
        return size.left + share * (place + 0.5)

    bars = [
        BarShape(
            key=str(place),
            x=_number(middle(place) - share * FILLED / 2),
            y=_number(base - height(point.value or 0)),
            width=_number(share * FILLED),
            height=_number(0 if curve else height(point.value or 0)),
            strip_x=_number(size.left + share * place),
            strip_width=_number(share),
            words=point.words,
        )
        for place, point in enumerate(points)
    ]
    places = [
        (_number(middle(place)), _number(base - height(point.value or 0)))
        for place, point in enumerate(points)
    ]
    path = "L".join(f"{x} {y}" for x, y in places)
    below = f"L{places[-1][0]} {_number(base)}L{places[0][0]} {_number(base)}Z"
    return Drawing(
        view_box=f"0 0 {size.width} {size.height}",
        left=str(size.left),
        words_x=_number(size.left - WORD_GAP),
        right=str(size.width),
        marks_y=_number(size.height - 6),
        corner=str(min(size.corner, int(share * FILLED / 2))),
        strip_height=_number(base),
        bars=bars,
        lines=[
            LineShape(_number(base - height(value)), _number(base - height(value) + 4), words)
            for value, words in scale.marks
        ],
        marks=_marks(points, size, share),
        curve=f"M{path}" if curve else "",
        area=f"M{path}{below}" if curve else "",
    )


def _marks(points: Sequence[Point], size: Format, share: float) -> list[MarkShape]:
    """Name some of the points, evenly, the last one always."""
    every = -(-len(points) // size.marks)
    last = len(points) - 1
    return [
        MarkShape(
            x=_number(size.width if at_edge else size.left + share * (place + 0.5)),
            words=points[place].name,
            anchor="end" if at_edge else "middle",
        )
        for place in range(last % every, last + 1, every)
        for at_edge in (place == last and share < WORDS_WIDE,)
    ]


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
