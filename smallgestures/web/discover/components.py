"""What was found, and what is trending. These take Vars and know no state."""

from typing import Any

import reflex as rx

from smallgestures.search.cards import Hit
from smallgestures.web.discover.views import FoundView, PartView, ProgrammeView
from smallgestures.web.ui.frame import avatar
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link

SHAPES = 10

HitVar = rx.vars.ObjectVar[Hit]


def banner(programme: rx.vars.ObjectVar[ProgrammeView]) -> rx.Component:
    """Show a programme: the only purple thing of the page."""
    return rx.el.section(
        rx.el.img(src="/brand/bow.svg", alt="", class_name="banner__bow"),
        rx.el.h2(link(programme.name, href=programme.url)),
        rx.el.p(programme.line),
        rx.el.span(
            icon("right", "24"), class_name="banner__go", custom_attrs={"aria-hidden": "true"}
        ),
        class_name="banner",
        aria_label="Programme",
    )


def parts(found: rx.vars.ObjectVar[FoundView]) -> rx.Component:
    """Show what was found, kind after kind."""
    return rx.fragment(
        rx.cond(
            found.back_url != "",
            link(icon("back", "18"), "All results", href=found.back_url, class_name="found__back"),
        ),
        rx.cond(
            found.is_near & (found.parts.length() > 0),
            rx.el.p(
                "Few things are called “",
                rx.el.strong(found.query),
                "”. Some of these are spelled a little differently.",
                class_name="soft t14",
            ),
        ),
        rx.foreach(found.parts, _part),
    )


def _part(part: rx.vars.ObjectVar[PartView]) -> rx.Component:
    more = rx.cond(
        part.more_url != "",
        link(part.more, href=part.more_url, class_name="btn btn--line found__more"),
    )
    return rx.el.section(
        rx.el.h2(part.title, class_name="t18"),
        rx.match(
            part.kind,
            ("videos", _list(part.hits, _clip, "tiles")),
            ("products", products(part.hits, part.title)),
            ("people", _list(part.hits, _person, "found__rows")),
            _list(part.hits, _brand, "found__rows"),
        ),
        more,
        aria_label=part.title,
        class_name="col col--3",
    )


def _list(hits: Any, draw: Any, class_name: str) -> rx.Component:
    return rx.el.ul(rx.foreach(hits, draw), class_name=class_name)


def _clip(hit: HitVar) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.img(src=hit.picture, alt="", loading="lazy"),
            rx.cond(hit.is_ad, rx.el.span("Ad", class_name="ad ad--media tile__bag")),
            rx.el.span(
                rx.el.strong(hit.title),
                rx.el.span(
                    hit.subtitle,
                    rx.el.span(
                        icon("play", "16"),
                        hit.detail,
                        rx.el.span(" views", class_name="sr"),
                        class_name="num found__views",
                    ),
                ),
                class_name="tile__text",
            ),
            href=hit.url,
            class_name="tile found__tile",
        ),
        key=hit.url,
    )


def products(hits: Any, label: Any) -> rx.Component:
    """Show products, each with its picture, who makes it and what it costs."""
    return rx.el.ul(
        rx.foreach(hits, _product), class_name="found__products", custom_attrs={"aria-label": label}
    )


def _product(hit: HitVar) -> rx.Component:
    return rx.el.li(
        link(
            rx.cond(
                hit.picture != "",
                rx.el.img(src=hit.picture, alt="", loading="lazy"),
                rx.el.span(icon("package", "28"), class_name="found__blank"),
            ),
            rx.el.strong(hit.title),
            rx.el.span(
                rx.el.span(hit.subtitle, class_name="muted"),
                rx.el.span(hit.detail, class_name="num"),
                class_name="t13 found__price",
            ),
            href=hit.url,
            class_name="found__product",
        ),
        key=hit.url,
    )


def _person(hit: HitVar) -> rx.Component:
    return _row(hit, avatar(hit.handle, hit.title, "48"))


def _brand(hit: HitVar) -> rx.Component:
    mark = rx.el.span(
        icon("store"), class_name="mono mono--48", custom_attrs={"aria-hidden": "true"}
    )
    return _row(hit, mark)


def _row(hit: HitVar, face: rx.Component) -> rx.Component:
    return rx.el.li(
        link(
            face,
            rx.el.span(
                rx.el.strong(hit.title),
                rx.el.span(hit.subtitle, class_name="muted t13"),
                class_name="found__who",
            ),
            href=hit.url,
            class_name="found__row",
        ),
        key=hit.url,
    )


def hashtags(names: Any) -> rx.Component:
    """Show hashtags, each leading to what carries it."""
    return rx.el.ul(
        rx.foreach(names, _hashtag),
        class_name="row row--wrap found__tags",
        aria_label="Trending hashtags",
    )


def _hashtag(tag: rx.vars.StringVar[str]) -> rx.Component:
    # A hashtag has letters, digits and underscores only: nothing in it has to be escaped.
    address = rx.Var.create("/discover?q=%23").to(str) + tag
    return rx.el.li(link("#", tag, href=address, class_name="pill"))


def shapes() -> rx.Component:
    """Keep the shape of what comes, while an answer takes its time."""
    return rx.el.div(
        *(rx.el.span(class_name="skel found__shape") for _ in range(SHAPES)),
        class_name="tiles",
        role="img",
        aria_label="Searching",
    )
