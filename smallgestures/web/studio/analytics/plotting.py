"""Plots, drawn from shapes whose places the server has worked out."""

from typing import Any, cast

import reflex as rx

from smallgestures.web.studio.analytics.drawing import BarShape, Drawing, LineShape, MarkShape
from smallgestures.web.studio.analytics.plots import PlotView

PlotVar = rx.vars.ObjectVar[PlotView]
DrawingVar = rx.vars.ObjectVar[Drawing]


def plot(shown: PlotVar) -> rx.Component:
    """Draw a plot for wide and for narrow screens, or say that there is nothing to draw."""
    drawn = rx.fragment(
        rx.el.div(_drawing(cast(DrawingVar, shown.wide), shown.words), class_name="only-wide"),
        rx.el.div(_drawing(cast(DrawingVar, shown.narrow), shown.words), class_name="only-phone"),
    )
    nothing = rx.el.p(shown.nothing, class_name="plot__nothing t15 muted")
    return rx.cond(shown.nothing != "", nothing, drawn)


def _drawing(drawing: DrawingVar, words: Any) -> rx.Component:
    return rx.el.svg(
        rx.foreach(drawing.lines, lambda line: _line(drawing, line)),
        rx.el.svg.path(d=drawing.area, class_name="plot__area"),
        rx.el.svg.path(d=drawing.curve, class_name="plot__curve"),
        rx.foreach(drawing.bars, lambda bar: _bar(drawing, bar)),
        rx.foreach(drawing.marks, lambda mark: _mark(drawing, mark)),
        view_box=drawing.view_box,
        class_name="chart",
        custom_attrs={"role": "img", "aria-label": words},
    )


def _line(drawing: DrawingVar, line: rx.vars.ObjectVar[LineShape]) -> rx.Component:
    return rx.el.svg.g(
        rx.el.svg.line(x1=drawing.left, x2=drawing.right, y1=line.y, y2=line.y, class_name="grid"),
        rx.el.svg.text(
            line.words, x=drawing.words_x, y=line.words_y, custom_attrs={"textAnchor": "end"}
        ),
        key=line.y,
    )


def _bar(drawing: DrawingVar, bar: rx.vars.ObjectVar[BarShape]) -> rx.Component:
    """Draw a bar inside a strip that says what it is wherever one points."""
    return rx.el.svg.g(
        rx.el.svg.rect(
            x=bar.strip_x,
            y="0",
            width=bar.strip_width,
            height=drawing.strip_height,
            class_name="plot__strip",
        ),
        rx.el.svg.rect(
            x=bar.x,
            y=bar.y,
            width=bar.width,
            height=bar.height,
            rx=drawing.corner,
            class_name="b",
        ),
        rx.el.svg.title(bar.words),
        key=bar.key,
    )


def _mark(drawing: DrawingVar, mark: rx.vars.ObjectVar[MarkShape]) -> rx.Component:
    return rx.el.svg.text(
        mark.words,
        x=mark.x,
        y=drawing.marks_y,
        custom_attrs={"textAnchor": mark.anchor},
        key=mark.words,
    )
