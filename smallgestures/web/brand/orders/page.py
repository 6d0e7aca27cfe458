"""The page of brands: what they sold, and the money that they send back."""

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.brand.orders import components
from smallgestures.web.orders.components import nothing, older
from smallgestures.web.orders.views import SoldListView
from smallgestures.web.shell.live import live
from smallgestures.web.shell.page_data import page_var, page_when
from smallgestures.web.signin.controls import said_of
from smallgestures.web.ui.frame import page

SoldVar = rx.vars.ObjectVar[SoldListView]


def brand_orders_page() -> rx.Component:
    """Show the orders of this person's brands, the newest first."""
    sold = page_var("sold", SoldListView)
    return page(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Brand orders"),
                rx.el.p("What people bought from you, the newest first.", class_name="lead"),
                live("sold", source=page_var("sold_source"), active=sold.is_settling),
            ),
            class_name="page__head",
        ),
        rx.el.div(
            page_when("said_of", rx.fragment(), said_of("refund")),
            rx.cond(sold, _sold(sold)),
            class_name="col col--4",
        ),
        current=routes.BRAND_ORDERS,
        class_name="page page--read",
    )


def _sold(sold: SoldVar) -> rx.Component:
    return rx.cond(
        sold.rows.length() > 0,
        rx.el.div(
            rx.el.ul(
                rx.foreach(sold.rows, components.sold_order),
                class_name="col col--4",
                aria_label="Brand orders",
            ),
            rx.el.div(older(sold.older_url)),
            class_name="col col--6",
        ),
        rx.cond(
            sold.is_older,
            nothing(
                "No older orders", "You have seen them all.", "To the newest", routes.BRAND_ORDERS
            ),
            nothing(
                "Nothing sold yet",
                "What people buy from you stands here, with the way to send money back.",
                "To the videos",
                routes.WATCH,
            ),
        ),
    )
