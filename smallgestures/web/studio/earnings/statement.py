"""A monthly statement: a page that is made to be printed."""

from typing import cast

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.studio.earnings.views import StatementLineView, StatementView, SumView
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link

StatementVar = rx.vars.ObjectVar[StatementView]


def statement_page() -> rx.Component:
    """Show one month: what it began with, what happened, what it ended with."""
    statement = page_var("statement", StatementView)
    return page(
        rx.cond(statement, _statement(cast(StatementVar, statement))),
        current=routes.STUDIO,
        class_name="page page--read statement",
    )


def _statement(statement: StatementVar) -> rx.Component:
    return rx.fragment(
        link(
            icon("back", "18"),
            "Earnings",
            href=routes.STUDIO_EARNINGS,
            class_name="row row--2 t14 soft statement__back",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.h1(statement.title),
                rx.el.p(f"{statement.name}, @{statement.handle}", class_name="lead"),
                rx.el.p(f"Made on {statement.made_on}", class_name="t13 muted"),
            ),
            class_name="page__head",
        ),
        rx.el.dl(
            rx.el.div(rx.el.dt("Owed to you before"), rx.el.dd(statement.opening)),
            rx.foreach(statement.sums, _sum),
            rx.el.div(
                rx.el.dt("Owed to you at its end"),
                rx.el.dd(statement.closing),
                class_name="receipt__sum statement__sum",
            ),
            class_name="rows num statement__sums",
        ),
        rx.cond(
            statement.lines.length() > 0,
            _lines(statement),
            rx.el.p("No money moved in this month.", class_name="soft t15"),
        ),
        rx.cond(statement.left_out != "", rx.el.p(statement.left_out, class_name="t13 muted")),
        rx.cond(
            statement.ledger_end != "",
            rx.el.p(
                "The ledger then ended with ",
                rx.el.code(statement.ledger_end, class_name="statement__end"),
                class_name="t12 muted",
            ),
        ),
    )


def _sum(one: rx.vars.ObjectVar[SumView]) -> rx.Component:
    return rx.el.div(rx.el.dt(one.name), rx.el.dd(one.amount), key=one.name)


def _lines(statement: StatementVar) -> rx.Component:
    head = rx.el.tr(
        rx.el.th("Day", scope="col"),
        rx.el.th("What and why", scope="col"),
        rx.el.th("Amount", scope="col", class_name="right"),
        rx.el.th("Owed then", scope="col", class_name="right"),
    )
    return rx.el.table(
        rx.el.thead(head),
        rx.el.tbody(rx.foreach(statement.lines, _line)),
        class_name="table statement__lines",
        aria_label="Lines",
    )


def _line(line: rx.vars.ObjectVar[StatementLineView]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.when, class_name="num"),
        rx.el.td(
            rx.el.span(line.what, class_name="strong statement__what"),
            rx.el.span(line.reason, class_name="muted"),
        ),
        rx.el.td(line.amount, class_name="right num"),
        rx.el.td(line.balance, class_name="right num"),
        key=line.key,
    )
