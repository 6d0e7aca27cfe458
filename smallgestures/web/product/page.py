"""The page of one product: nothing on it leads to another product."""

import reflex as rx

from smallgestures.shop.cards import ProductCard
from smallgestures.web import routes
from smallgestures.web.product import components
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.signin.controls import said_of
from smallgestures.web.ui.frame import bottom_bar, navigation, sandbox_note, skip_link
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link


def product_page() -> rx.Component:
    """Show the product, whose link led here, and where it can be bought."""
    product = page_var("product", ProductCard)
    return rx.el.div(
        skip_link(),
        navigation(""),
        rx.el.div(
            sandbox_note(),
            _topbar(product),
            rx.el.main(
                rx.el.div(said_of("buy"), class_name="product__said"),
                rx.cond(product, _content(product)),
                class_name="page page--product",
                id="content",
            ),
            rx.cond(
                product.domain,
                _buybar(product, components.leave(product, "")),
                rx.cond(
                    product.buy_url,
                    _buybar(product, components.buy_now(product, button="btn--wide")),
                    bottom_bar(""),
                ),
            ),
        ),
        class_name="app app--nobar",
    )


def _topbar(product: components.ProductVar) -> rx.Component:
    return rx.el.div(
        link(
            icon("back", "24"),
            class_name="icon-btn",
            href=rx.cond(product.clip, product.clip.url, routes.WATCH),
            aria_label="Back to the clip",
        ),
        rx.el.span(product.brand, class_name="topbar__title clip1"),
        class_name="topbar only-phone",
    )


def _content(product: components.ProductVar) -> rx.Component:
    return rx.el.div(
        components.gallery(product),
        rx.el.div(
            components.facts(product),
            rx.el.div(
                rx.cond(product.domain, components.leave(product, "btn--wide only-wide")),
                rx.cond(
                    product.buy_url,
                    components.buy_now(product, form="only-wide", button="btn--wide"),
                ),
                components.stock(product),
                rx.el.div(
                    components.send_on(product),
                    components.keep(product),
                    said_of("showcase"),
                    class_name="row row--wrap",
                ),
                class_name="col col--2",
            ),
            rx.el.hr(class_name="rule"),
            rx.el.p(product.description, class_name="soft"),
            rx.cond(product.clip, components.seen_in(product)),
            class_name="col col--6",
        ),
        class_name="product",
    )


def _buybar(product: components.ProductVar, action: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(product.price, class_name="strong num"),
            rx.el.p(product.brand, class_name="t12 muted"),
        ),
        action,
        class_name="buybar only-phone",
    )
