"""Parts of a brand's page of orders. They take Vars and know no state."""

from typing import cast

import reflex as rx

from smallgestures.web.orders.components import TileVar, status, thumb
from smallgestures.web.orders.views import SoldView
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.signin.controls import post_form, said_of
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.submit_once import submit_once

SoldVar = rx.vars.ObjectVar[SoldView]


def sold_order(sold: SoldVar) -> rx.Component:
    """Show one order with what became of its money, and the way to send some back."""
    tile = cast(TileVar, sold.tile)
    return rx.el.li(
        rx.el.article(
            rx.el.div(
                thumb(tile, "56"),
                rx.el.div(
                    rx.el.h2(tile.title, class_name="t16 strong"),
                    rx.el.p(f"{tile.name}, {tile.placed}", class_name="t13 muted num"),
                    class_name="grow",
                ),
                rx.el.div(
                    rx.el.p(tile.price, class_name="strong num"),
                    status(tile),
                    class_name="order-row__how",
                ),
                class_name="row",
            ),
            rx.cond(page_var("said_of") == tile.key, said_of("refund")),
            _money(sold),
            rx.foreach(sold.failures, _failure),
            rx.cond(sold.refundable != "", _refund(sold)),
            class_name="card col col--3",
            aria_label=f"{tile.name}: {tile.title}",
        ),
        key=tile.key,
    )


def _money(sold: SoldVar) -> rx.Component:
    """Say in words what went back, what is going, and that a bank is asking."""
    return rx.cond(
        (sold.refunded != "") | (sold.refunding != "") | sold.is_disputed,
        rx.el.ul(
            rx.cond(sold.refunded != "", rx.el.li(f"{sold.refunded} went back to the buyer.")),
            rx.cond(sold.refunding != "", rx.el.li(f"{sold.refunding} is on its way back.")),
            rx.cond(
                sold.is_disputed,
                rx.el.li(
                    rx.el.span(icon("alert"), "Disputed", class_name="badge badge--danger"),
                    rx.el.span(" The buyer’s bank is looking into the payment."),
                ),
            ),
            class_name="t14 soft num col col--1",
        ),
    )


def _failure(words: rx.vars.StringVar[str]) -> rx.Component:
    return rx.el.p(icon("alert", "18"), rx.el.span(words), class_name="note-bar note-bar--warn")


def _refund(sold: SoldVar) -> rx.Component:
    """Ask how much goes back; nothing typed means all that is left."""
    key = sold.tile.key
    is_spoken_of = page_var("said_of") == key
    amount_id, hint_id = f"amount-{key}", f"amount-hint-{key}"
    typed = rx.cond(is_spoken_of, page_var("flash.values.amount"), "")
    return rx.el.details(
        rx.el.summary(rx.el.span("Refund"), icon("down", "18"), class_name="btn btn--line btn--sm"),
        post_form(
            sold.refund_url,
            rx.el.div(
                rx.el.label("Amount", html_for=amount_id),
                rx.el.input(
                    default_value=typed,
                    key=typed,
                    id=amount_id,
                    name="amount",
                    placeholder=sold.refundable,
                    input_mode="decimal",
                    auto_complete="off",
                    max_length=20,
                    aria_describedby=hint_id,
                    class_name="input num",
                ),
                class_name="field",
            ),
            submit_once("Refund", class_name="btn btn--primary btn--refund"),
            rx.el.p(
                f"Left empty, all {sold.refundable} that is left goes back to the buyer’s card, "
                "and the creator’s commission falls in proportion.",
                id=hint_id,
                class_name="hint refund__hint",
            ),
            class_name="refund__form",
        ),
        open=is_spoken_of & page_var("flash.errors.form", bool),
        class_name="refund",
    )
