"""The page for an address at which there is nothing."""

from collections.abc import Callable

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.shell.page_data import page_text, page_when
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link


def unless_missing(built: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
    """Return the page of an address at which there may be nothing: then it says so instead."""
    return lambda: page_when("missing", missing_page(), built())


def missing_page() -> rx.Component:
    """Say so, and lead on."""
    return page(
        rx.el.div(
            rx.el.div(icon("compass", "28"), class_name="state__art"),
            rx.el.h1("There is nothing here", class_name="h2"),
            rx.el.p(
                page_when(
                    "reason",
                    page_text("reason"),
                    "The address may be mistyped, or what stood here was taken away.",
                )
            ),
            link("To the videos", href=routes.WATCH, class_name="btn btn--primary"),
            class_name="state",
        )
    )
