"""What the browser does with files, as components of pages."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from smallgestures.videos.news import TOPIC
from smallgestures.web.live.heard import heard
from smallgestures.web.shell.page_data import get_page_data, page_var, set_page_data
from smallgestures.web.studio.upload.views import AllowanceView, UploadView
from smallgestures.web.ui.browser_module import browser_module
from smallgestures.web.ui.icons import icon

# Asked for by a script, when the first file is chosen: no page loads it before.
TUS = "tus-js-client@4.3.1"


class UploadCard(rx.Component):
    """Where the file of one video stands, and what can be done about it."""

    library = browser_module(__file__, "card.jsx")
    tag = "UploadCard"
    lib_dependencies: list[str] = [TUS]

    upload: Var[Any]
    viewer: Var[str]
    allowance: Var[Any]
    put: Var[Any]
    data: Var[Any]
    film: rx.Component
    check: rx.Component
    warning: rx.Component


class Drop(rx.Component):
    """Where files are let fall or chosen, and what else is under way from this tab."""

    library = browser_module(__file__, "drop.jsx")
    tag = "Drop"
    lib_dependencies: list[str] = [TUS]

    allowance: Var[Any]
    current: Var[str]
    viewer: Var[str]
    put: Var[Any]
    data: Var[Any]
    film: rx.Component


class Earlier(rx.Component):
    """Files of the last days that did not come to their end."""

    library = browser_module(__file__, "earlier.jsx")
    tag = "Earlier"

    uploads: Var[Any]
    current: Var[str]
    put: Var[Any]
    warning: rx.Component


def upload_card() -> rx.Component:
    """Show where the file of the page's video stands, and keep that up to date.

    The page's data has it as `upload`, and as `upload_source` the address that tells it anew.
    """
    upload = page_var("upload", UploadView)
    card = UploadCard.create(
        upload=upload,
        viewer=page_var("viewer.handle"),
        allowance=page_var("allowance", AllowanceView),
        put=set_page_data(),
        data=get_page_data(),
        film=icon("film"),
        check=icon("check", "16"),
        warning=icon("warning"),
    )
    source = rx.cond(page_var("upload_source", bool), page_var("upload_source"), "")
    return rx.fragment(
        rx.cond(upload, card),
        heard(TOPIC, source=source, part="upload"),
    )


def drop() -> rx.Component:
    """Take files, one or several."""
    return Drop.create(
        allowance=page_var("allowance", AllowanceView),
        current=page_var("upload.video"),
        viewer=page_var("viewer.handle"),
        put=set_page_data(),
        data=get_page_data(),
        film=icon("film", "28"),
    )


def earlier() -> rx.Component:
    """Show what did not come to its end, and keep that up to date."""
    return rx.fragment(
        Earlier.create(
            uploads=page_var("earlier.uploads", list[UploadView]),
            current=page_var("upload.video"),
            put=set_page_data(),
            warning=icon("warning"),
        ),
        heard(TOPIC, source="/api/studio/earlier", part="earlier"),
    )
