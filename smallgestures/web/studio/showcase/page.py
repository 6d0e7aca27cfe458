"""A creator's showcase: the page on which they put it in order, and the one that all see."""

from typing import Any

import reflex as rx

from smallgestures.shop.links.cards import PickCard, ShowcaseCard
from smallgestures.web import routes
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.studio.links import showcase_editor
from smallgestures.web.studio.tabs import studio_tabs
from smallgestures.web.ui.frame import avatar, page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link

ShowcaseVar = rx.vars.ObjectVar[ShowcaseCard]


def own_showcase_page() -> rx.Component:
    """Show one's own showcase, to be put in order."""
    return page(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Showcase"),
                rx.el.p("The products on your page, in your order.", class_name="lead"),
                class_name="grow",
            ),
            link("See it as others do", href=page_var("showcase.url"), class_name="btn btn--line"),
            class_name="page__head",
        ),
        studio_tabs(routes.STUDIO_SHOWCASE),
        showcase_editor(),
        current=routes.STUDIO,
        class_name="page page--read",
    )


def showcase_page() -> rx.Component:
    """Show somebody's products to everybody, marked as advertising before all else."""
    showcase = page_var("showcase", ShowcaseCard)
    return page(rx.cond(showcase, _content(showcase)))


def _content(showcase: ShowcaseVar) -> rx.Component:
    return rx.el.div(
        rx.el.header(
            avatar(showcase.handle, showcase.name, "72"),
            rx.el.div(
                rx.el.h1(f"{showcase.name}’s showcase", class_name="h1"),
                link(f"@{showcase.handle}", href=f"/u/{showcase.handle}", class_name="soft"),
                class_name="grow",
            ),
            rx.cond(
                page_var("viewer.handle") == showcase.handle,
                link("Change it", href=routes.STUDIO_SHOWCASE, class_name="btn btn--line"),
            ),
            class_name="row row--wrap",
        ),
        rx.cond(
            showcase.products.length() > 0,
            rx.el.div(
                rx.el.p(
                    rx.el.span("Ad", class_name="ad"),
                    rx.el.span(showcase.disclosure),
                    class_name="disclosure",
                ),
                rx.el.ul(
                    rx.foreach(showcase.products, _product),
                    class_name="found__products",
                    aria_label="Products",
                ),
                class_name="col col--4",
            ),
            rx.el.div(
                rx.el.div(icon("package", "28"), class_name="state__art"),
                rx.el.h2("Nothing here yet"),
                rx.el.p(f"What {showcase.name} recommends will stand here."),
                link("To the clips", href=f"/u/{showcase.handle}", class_name="btn btn--line"),
                class_name="state",
            ),
        ),
        class_name="col col--6",
    )


def _product(product: Any) -> rx.Component:
    card: rx.vars.ObjectVar[PickCard] = product
    return rx.el.li(
        link(
            rx.el.img(src=card.picture, alt="", loading="lazy"),
            rx.el.strong(card.title),
            rx.el.span(
                rx.el.span(
                    rx.cond(card.domain != "", f"At {card.domain}", card.brand),
                    class_name="muted",
                ),
                rx.el.span(rx.cond(card.is_shown, card.price, "Sold out"), class_name="num"),
                class_name="t13 found__price",
            ),
            href=card.url,
            class_name="found__product",
        ),
        key=card.slug,
    )
