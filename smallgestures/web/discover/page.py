"""Discover: a field to type in, what it finds, and what is popular before that."""

import reflex as rx

from smallgestures.search.trending.service import Trending
from smallgestures.web import routes
from smallgestures.web.discover import components
from smallgestures.web.discover.search_box import search_box
from smallgestures.web.discover.views import FoundView
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon


def discover_page() -> rx.Component:
    """Show the field, the programme's banner when it fits, and the rest below it."""
    found = page_var("found", FoundView)
    return page(
        rx.el.h1("Discover", class_name="sr"),
        rx.el.div(
            search_box(),
            rx.el.p(found.said, class_name="sr", role="status"),
            _trouble(),
            rx.cond(found.programme, components.banner(found.programme)),
            rx.cond(page_var("searching", bool), components.shapes(), _results(found)),
            class_name="col col--6 discover",
        ),
        current=routes.DISCOVER,
    )


def _results(found: rx.vars.ObjectVar[FoundView]) -> rx.Component:
    return rx.cond(
        found.shows_trending,
        _trending(page_var("trending", Trending)),
        rx.fragment(
            rx.cond(found, components.parts(found)),
            rx.cond(found.is_empty, _nothing(found)),
        ),
    )


def _trouble() -> rx.Component:
    trouble = page_var("trouble")
    return rx.cond(
        trouble,
        rx.el.p(icon("alert", "18"), rx.el.span(trouble), class_name="note-bar", role="alert"),
    )


def _trending(trending: rx.vars.ObjectVar[Trending]) -> rx.Component:
    return rx.cond(
        trending,
        rx.fragment(
            rx.cond(
                trending.hashtags.length() > 0,
                rx.el.section(
                    rx.el.h2("Trending hashtags", class_name="t18"),
                    components.hashtags(trending.hashtags),
                    class_name="col col--3",
                    aria_label="Trending hashtags",
                ),
            ),
            rx.cond(
                trending.products.length() > 0,
                rx.el.section(
                    rx.el.h2("Products people look at", class_name="t18"),
                    components.products(trending.products, "Trending products"),
                    class_name="col col--3",
                    aria_label="Trending products",
                ),
            ),
        ),
    )


def _nothing(found: rx.vars.ObjectVar[FoundView]) -> rx.Component:
    trending = page_var("trending", Trending)
    return rx.el.div(
        rx.el.span(icon("search", "24"), class_name="state__art"),
        rx.el.h2("Nothing for “", found.query, "”"),
        rx.el.p("Look at how it is spelled, or try a hashtag."),
        components.hashtags(trending.hashtags),
        class_name="state",
    )
