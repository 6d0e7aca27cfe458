"""The pages of buyers: their orders, and one order, which its creator may see a part of."""

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.orders import components
from smallgestures.web.orders.views import ListView, OrderView
from smallgestures.web.shell.live import PlainAddress, live
from smallgestures.web.shell.page_data import page_var, page_when
from smallgestures.web.signin.controls import said_of
from smallgestures.web.ui.frame import bottom_bar, navigation, page, sandbox_note, skip_link
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link

ListVar = rx.vars.ObjectVar[ListView]


def orders_page() -> rx.Component:
    """Show what this person bought, the newest first."""
    orders = page_var("orders", ListView)
    sold = link("What your brand sold", href=routes.BRAND_ORDERS, class_name="btn btn--line")
    return page(
        rx.el.div(rx.el.h1("Orders"), page_when("viewer.is_brand", sold), class_name="page__head"),
        rx.el.div(said_of("order"), rx.cond(orders, _orders(orders)), class_name="col col--4"),
        current=routes.ORDERS,
        class_name="page page--read",
    )


def _orders(orders: ListVar) -> rx.Component:
    return rx.cond(
        orders.tiles.length() > 0,
        rx.el.div(
            rx.el.ul(
                rx.foreach(orders.tiles, components.order_row),
                class_name="order-rows",
                aria_label="Orders",
            ),
            rx.el.div(components.older(orders.older_url)),
            class_name="col col--6",
        ),
        rx.cond(
            orders.is_older,
            components.nothing(
                "No older orders", "You have seen them all.", "To the newest", routes.ORDERS
            ),
            components.nothing(
                "No orders yet",
                "When a video makes you want the thing in it, it ends up here.",
                "Watch something",
                routes.WATCH,
            ),
        ),
    )


def order_page() -> rx.Component:
    """Show one order, which changes by itself while something is under way."""
    order = page_var("order", OrderView)
    # Whoever comes back from paying has paid: what was said of earlier tries is old by now.
    confirms = page_var("returned", bool) & (order.tile.state == "waiting")
    pays = order.can_pay & ~confirms
    return rx.el.div(
        skip_link(),
        navigation(routes.ORDERS),
        rx.el.div(
            sandbox_note(),
            components.back_to_orders(),
            rx.el.main(
                rx.cond(order, _order(order, rx.cond(confirms, _confirming(), _unpaid(order)))),
                PlainAddress.create(),
                class_name="page",
                id="content",
            ),
            rx.cond(pays, _buybar(order), bottom_bar(routes.ORDERS)),
        ),
        class_name="app",
    )


def _order(order: components.OrderVar, payment: rx.Component) -> rx.Component:
    mine = order.is_buyers
    return rx.fragment(
        _head(order),
        rx.el.div(
            rx.el.div(
                said_of("order"),
                payment,
                components.section(order.news, components.steps(order.steps, "What happened")),
                components.section(
                    rx.cond(mine, "What you bought", "What was sold"), components.bought(order)
                ),
                rx.cond(
                    order.chain.length() > 0,
                    components.section(
                        rx.cond(mine, "How you found it", "How it was sold"),
                        components.steps(order.chain, "From the clip to the order"),
                    ),
                ),
                class_name="col col--6",
            ),
            _aside(order),
            class_name="two",
        ),
    )


def _head(order: components.OrderVar) -> rx.Component:
    tile = components.tile_of(order)
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h1(tile.name),
                components.status(
                    tile, role="status", class_name=f"badge badge--large {tile.tone}"
                ),
                class_name="row row--wrap",
            ),
            rx.el.p(order.lead, class_name="lead"),
            live("order", source=f"/api/orders/{tile.key}", active=order.is_settling),
        ),
        class_name="page__head",
    )


def _unpaid(order: components.OrderVar) -> rx.Component:
    """Say what is still to be paid, and why it was not; once, if a form has just said it."""
    to_pay = components.section(
        f"{order.tile.price} to pay",
        rx.el.div(
            rx.el.p(order.to_do, class_name="soft t15 grow"),
            components.try_again(order, form="only-wide"),
            class_name="row row--wrap",
        ),
    )
    return rx.fragment(
        rx.cond(order.trouble != page_var("flash.errors.form"), components.trouble(order)),
        rx.cond(order.can_pay, to_pay),
    )


def _confirming() -> rx.Component:
    return rx.el.p(
        icon("clock", "18"),
        rx.el.span("Stripe is confirming your payment. This page updates by itself."),
        class_name="note-bar",
    )


def _aside(order: components.OrderVar) -> rx.Component:
    return rx.el.aside(
        components.section("Receipt", components.receipt(order)),
        rx.cond(
            order.address.length() > 0,
            components.section(
                "Sent to",
                rx.el.address(
                    rx.foreach(order.address, rx.el.span),
                    class_name="order__address t15",
                ),
            ),
        ),
        rx.cond(
            order.is_buyers,
            rx.fragment(),
            components.section("What you earn", rx.el.p(order.commission, class_name="t15")),
        ),
        class_name="col stick",
    )


def _buybar(order: components.OrderVar) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(order.tile.price, class_name="strong num"),
            rx.el.p(order.tile.brand, class_name="t12 muted"),
        ),
        components.try_again(order),
        class_name="buybar only-phone",
    )
