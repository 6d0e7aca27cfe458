"""Parts of the product page. They take Vars and know no state."""

import reflex as rx

from smallgestures.shop.cards import NO_PICTURE, PictureCard, ProductCard
from smallgestures.web.shell.page_data import page_input, page_when
from smallgestures.web.signin.controls import post_form
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link
from smallgestures.web.ui.submit_once import submit_once

ProductVar = rx.vars.ObjectVar[ProductCard]


def gallery(product: ProductVar) -> rx.Component:
    """Show the pictures: thumbnails lead to each, a phone swipes through them."""
    return rx.el.div(
        rx.cond(
            product.pictures.length() > 1,
            rx.el.div(
                rx.foreach(product.pictures, _thumbnail),
                class_name="product__thumbs",
            ),
        ),
        rx.cond(
            product.pictures.length() > 0,
            rx.el.div(
                rx.foreach(product.pictures, _picture),
                class_name="product__photos",
                role="group",
                aria_label="Photos",
                tab_index=0,
            ),
            rx.el.div(rx.el.img(src=NO_PICTURE, alt=""), class_name="product__photos"),
        ),
        class_name="product__art",
    )


def _anchor(index: rx.vars.NumberVar[int]) -> str:
    return f"photo-{index + 1}"


def _thumbnail(
    picture: rx.vars.ObjectVar[PictureCard], index: rx.vars.NumberVar[int]
) -> rx.Component:
    return link(
        rx.el.img(src=picture.square, alt=""),
        href=f"#{_anchor(index)}",
        aria_label=f"Photo {index + 1}",
    )


def _picture(
    picture: rx.vars.ObjectVar[PictureCard], index: rx.vars.NumberVar[int]
) -> rx.Component:
    return rx.el.img(src=picture.src, alt=picture.alt, id=_anchor(index))


def facts(product: ProductVar) -> rx.Component:
    """Say what it is, what it costs, and who earns by it: the label before all else."""
    return rx.el.div(
        _disclosure(product),
        rx.el.div(
            rx.el.p(product.brand, class_name="t14 muted"),
            rx.el.h1(product.title),
            class_name="col col--1",
        ),
        rx.el.p(product.price, class_name="price"),
        rx.cond(product.price_note != "", rx.el.p(product.price_note, class_name="t13 muted")),
        class_name="col col--3",
    )


def _disclosure(product: ProductVar) -> rx.Component:
    return rx.el.p(
        rx.el.span("Ad", class_name="ad"),
        rx.el.span(
            rx.cond(
                product.disclosure_label == "Ad",
                product.disclosure,
                f"{product.disclosure_label}. {product.disclosure}",
            )
        ),
        class_name="disclosure",
    )


def leave(product: ProductVar, class_name: str) -> rx.Component:
    """Lead to the outside shop, named before anybody leaves."""
    return link(
        f"Buy at {product.domain}",
        icon("outside", "18"),
        href=product.out_url,
        rel="sponsored noopener",
        target="_blank",
        class_name=f"btn btn--buy btn--lg {class_name}",
    )


def buy_now(product: ProductVar, *, form: str = "", button: str = "") -> rx.Component:
    """Order one piece at the price that stands here, and go on to its payment."""
    return post_form(
        product.buy_url,
        page_input(default="product.price_minor", type="hidden", name="price_minor"),
        submit_once("Buy now", class_name=f"btn btn--buy btn--lg {button}"),
        class_name=form,
    )


def send_on(product: ProductVar) -> rx.Component:
    """Lead to the conversations, to send the product to somebody."""
    return link(
        icon("message", "18"),
        "Send in a message",
        href=f"/inbox?share=product:{product.slug}",
        class_name="btn btn--plain",
    )


def keep(product: ProductVar) -> rx.Component:
    """Let whoever is signed in put the product into their own showcase."""
    return page_when(
        "viewer",
        post_form(
            f"/product/{product.slug}/showcase",
            rx.el.button(
                icon("store", "18"),
                "Add to my showcase",
                type="submit",
                class_name="btn btn--plain",
            ),
        ),
    )


def stock(product: ProductVar) -> rx.Component:
    """Say how many are left, in words, and who takes the money."""
    return rx.cond(
        product.availability == "sold_out",
        rx.el.p(
            icon("alert", "18"),
            rx.el.span("Sold out. There is nothing to buy here at the moment."),
            role="status",
            class_name="note-bar",
        ),
        rx.cond(
            product.stock_note != "",
            rx.el.p(
                rx.cond(product.buy_url != "", "Paid through Stripe. ", ""),
                f"{product.stock_note}.",
                class_name="t13 muted product__stock",
            ),
        ),
    )


def seen_in(product: ProductVar) -> rx.Component:
    """Lead back to the clip that the product was seen in."""
    clip = product.clip
    return link(
        rx.el.img(src=clip.poster, alt="", class_name="thumb"),
        rx.el.span(
            rx.el.span(f"Seen in a clip by {clip.creator}", class_name="t13 muted seen__line"),
            rx.el.span(clip.caption, class_name="t15 strong seen__line"),
            rx.el.span(clip.lasts, class_name="t13 muted num"),
        ),
        icon("play", "18"),
        href=clip.url,
        class_name="card seen seen--padded",
    )
