"""Parts of the pages of orders. They take Vars and know no state."""

from typing import Any, cast

import reflex as rx

from smallgestures.shop.orders.cards import Amount
from smallgestures.web import routes
from smallgestures.web.orders.views import OrderView, StepView, TileView
from smallgestures.web.signin.controls import post_form
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link
from smallgestures.web.ui.submit_once import submit_once

OrderVar = rx.vars.ObjectVar[OrderView]
TileVar = rx.vars.ObjectVar[TileView]


def tile_of(order: OrderVar) -> TileVar:
    """Return what an order has in common with its entry in a list."""
    return cast(TileVar, order.tile)


def status(tile: TileVar, **props: Any) -> rx.Component:
    """Say where the order stands, as a word with an icon and a colour."""
    return rx.el.p(
        rx.match(
            tile.state,
            ("paid", icon("check")),
            ("waiting", icon("clock")),
            ("unpaid", icon("alert")),
            icon("undo"),
        ),
        rx.el.span(tile.status),
        **{"class_name": f"badge {tile.tone}", **props},
    )


def thumb(tile: TileVar, size: str) -> rx.Component:
    """Show what was ordered, for the eye only: its name stands beside it."""
    return rx.cond(
        tile.picture != "",
        rx.el.img(src=tile.picture, alt="", class_name=f"thumb thumb--{size}"),
        rx.el.span(
            icon("package"),
            class_name=f"mono thumb--{size}",
            custom_attrs={"aria-hidden": "true"},
        ),
    )


def order_row(tile: TileVar) -> rx.Component:
    """Show an order in a list; all of it leads to its page."""
    return rx.el.li(
        link(
            thumb(tile, "56"),
            rx.el.span(
                rx.el.span(tile.title, class_name="strong order-row__title"),
                rx.el.span(f"{tile.name}, from {tile.brand}", class_name="t13 muted"),
                rx.el.span(tile.placed, class_name="t13 muted num"),
                class_name="order-row__what",
            ),
            rx.el.span(
                rx.el.span(tile.price, class_name="strong num"),
                status(tile),
                class_name="order-row__how",
            ),
            href=tile.url,
            class_name="order-row",
        ),
        key=tile.key,
    )


def older(url: rx.Var[Any]) -> rx.Component:
    """Lead on to the orders before these."""
    return rx.cond(url != "", link("Older orders", href=url, class_name="btn btn--line"))


def nothing(title: str, words: str, way_on: str, href: str) -> rx.Component:
    """Say that there are no orders, and what to do next."""
    return rx.el.div(
        rx.el.span(icon("package-open", "28"), class_name="state__art"),
        rx.el.h2(title),
        rx.el.p(words),
        link(way_on, href=href, class_name="btn btn--primary"),
        class_name="state",
    )


def section(title: Any, *content: rx.Component, class_name: str = "") -> rx.Component:
    """Frame one part of an order under its heading."""
    return rx.el.section(
        rx.el.h2(title, class_name="t18"), *content, class_name=f"card col {class_name}"
    )


def steps(things: rx.Var[Any], label: str) -> rx.Component:
    """Show what happened, one after another, with its times."""
    return rx.el.ol(rx.foreach(things, _step), class_name="steps", aria_label=label)


def _step(step: rx.vars.ObjectVar[StepView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.match(
                step.mark,
                ("done", icon("check")),
                ("off", icon("exclamation")),
                rx.fragment(),
            ),
            class_name="dot",
        ),
        rx.el.span(
            rx.el.strong(step.what),
            rx.el.span(step.detail, class_name="muted steps__detail"),
        ),
        rx.cond(
            step.at != "",
            rx.el.time(step.when, date_time=step.at, class_name="t13 muted num"),
        ),
        class_name=step.mark,
    )


def bought(order: OrderVar) -> rx.Component:
    """Show what was ordered, and lead to its page."""
    tile = tile_of(order)
    return rx.el.div(
        thumb(tile, "72"),
        rx.el.div(
            rx.el.p(link(tile.title, href=order.product_url, class_name="strong link--quiet")),
            rx.el.p("1 piece", class_name="t14 muted"),
            class_name="grow",
        ),
        rx.el.p(tile.price, class_name="strong num"),
        class_name="row",
    )


def receipt(order: OrderVar) -> rx.Component:
    """Show what was charged, and what went back."""
    return rx.el.dl(rx.foreach(order.receipt, _amount), class_name="rows num")


def _amount(line: rx.vars.ObjectVar[Amount]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(line.label),
        rx.el.dd(line.amount),
        class_name=rx.cond(line.label == "Paid", "receipt__sum", ""),
    )


def try_again(order: OrderVar, *, form: str = "") -> rx.Component:
    """Lead to the payment of this same order."""
    return post_form(
        f"{order.tile.url}/pay",
        submit_once("Try again", class_name="btn btn--buy btn--lg btn--wide"),
        class_name=form,
    )


def trouble(order: OrderVar) -> rx.Component:
    """Say why the last payment was not taken."""
    return rx.cond(
        order.trouble != "",
        rx.el.p(
            icon("alert", "18"),
            rx.el.span(order.trouble),
            role="alert",
            class_name="note-bar note-bar--danger",
        ),
    )


def back_to_orders() -> rx.Component:
    """Lead a phone back to the list."""
    return rx.el.div(
        link(
            icon("back", "24"),
            class_name="icon-btn",
            href=routes.ORDERS,
            aria_label="Back to the orders",
        ),
        rx.el.span("Orders", class_name="topbar__title clip1"),
        rx.el.span(class_name="topbar__gap"),
        class_name="topbar only-phone",
    )
