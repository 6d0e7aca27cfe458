"""The tabs of the studio, the same on each of its pages."""

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.ui.links import link

TABS = (
    ("Videos", routes.STUDIO),
    ("Showcase", routes.STUDIO_SHOWCASE),
    ("Analytics", routes.STUDIO_ANALYTICS),
    ("Earnings", routes.STUDIO_EARNINGS),
)


def studio_tabs(current: str) -> rx.Component:
    """Show where one can go in the studio; `current` is the address of the tab one is in."""
    return rx.el.nav(
        *(
            link(
                words,
                href=address,
                custom_attrs={"aria-current": "page"} if address == current else {},
            )
            for words, address in TABS
        ),
        class_name="tabs",
        aria_label="Studio",
    )
