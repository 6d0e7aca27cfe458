"""The vertical feed."""

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.ui.frame import bottom_bar, navigation, sandbox_note
from smallgestures.web.watch.player import feed


def watch_page() -> rx.Component:
    """Show what is ranked for everybody and not yet seen by this viewer."""
    return _framed("for-you", routes.WATCH)


def following_page() -> rx.Component:
    """Show the newest clips of the people whom this person follows."""
    return _framed("following", routes.FOLLOWING)


def _framed(tab: str, current: str) -> rx.Component:
    return rx.el.div(
        navigation(current, sandbox_note("sandbox-note--nav")),
        rx.el.main(feed(tab=tab)),
        bottom_bar(current),
        class_name="app feed-app",
        custom_attrs={"data-theme": "dark"},
    )
