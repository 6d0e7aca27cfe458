"""The plot of commission per day, drawn; it takes Vars and knows no state."""

from typing import cast

import reflex as rx

from smallgestures.web.studio.earnings.chart import BarView, ChartView, MarkView, PlotView, RowView
from smallgestures.web.ui.icons import icon

ChartVar = rx.vars.ObjectVar[ChartView]


def chart(drawn: ChartVar) -> rx.Component:
    """Plot what each day brought; the numbers stand below as a table, for whoever wants them."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Commission per day", class_name="t18", id="per-day"),
            rx.el.div(
                rx.el.span(rx.el.i(class_name="legend__b"), "Yours"),
                rx.el.span(rx.el.i(class_name="legend__b legend__b--hold"), "Waiting"),
                class_name="legend",
            ),
            class_name="row row--between row--wrap",
        ),
        rx.el.div(_plot(drawn, cast(rx.Var[PlotView], drawn.wide)), class_name="only-wide"),
        rx.el.div(_plot(drawn, cast(rx.Var[PlotView], drawn.phone)), class_name="only-phone"),
        rx.cond(
            drawn.is_empty,
            rx.el.p("Nothing was earned in the last 60 days.", class_name="t14 muted"),
            _table(drawn),
        ),
        class_name="card col",
        aria_labelledby="per-day",
    )


def _plot(drawn: ChartVar, plot: rx.Var[PlotView]) -> rx.Component:
    shown = cast(rx.vars.ObjectVar[PlotView], plot)

    def line(mark: rx.vars.ObjectVar[MarkView]) -> rx.Component:
        return rx.el.svg.g(
            rx.el.svg.line(class_name="grid", x1=shown.left, x2=shown.right, y1=mark.y, y2=mark.y),
            rx.el.svg.text(mark.words, x=mark.x, y=mark.text_y, text_anchor="end"),
            key=mark.key,
        )

    return rx.el.svg(
        rx.foreach(shown.grid, line),
        rx.foreach(shown.bars, _bar),
        rx.foreach(shown.days, _day),
        class_name="chart",
        view_box=shown.view_box,
        role="img",
        aria_label=drawn.words,
    )


def _bar(bar: rx.vars.ObjectVar[BarView]) -> rx.Component:
    return rx.el.svg.rect(
        class_name=bar.kind,
        x=bar.x,
        y=bar.y,
        width=bar.width,
        height=bar.height,
        rx=bar.round,
        key=bar.key,
    )


def _day(mark: rx.vars.ObjectVar[MarkView]) -> rx.Component:
    return rx.el.svg.text(mark.words, x=mark.x, y=mark.y, text_anchor="middle", key=mark.key)


def _table(drawn: ChartVar) -> rx.Component:
    def row(one: rx.vars.ObjectVar[RowView]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(one.on, scope="row"),
            rx.el.td(one.settled, class_name="right num"),
            rx.el.td(one.waiting, class_name="right num"),
            key=one.on,
        )

    head = rx.el.tr(
        rx.el.th("Day", scope="col"),
        rx.el.th("Yours", scope="col", class_name="right"),
        rx.el.th("Waiting", scope="col", class_name="right"),
    )
    return rx.el.details(
        rx.el.summary("As a table", icon("down", "18"), class_name="more t14"),
        rx.el.table(
            rx.el.thead(head), rx.el.tbody(rx.foreach(drawn.rows, row)), class_name="table days"
        ),
        class_name="col col--2",
    )
