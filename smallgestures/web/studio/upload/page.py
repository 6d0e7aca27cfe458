"""A new video: its file is chosen here, and everything else is written while it goes up."""

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.shell.page_data import page_when
from smallgestures.web.studio.upload.components import drop, earlier, upload_card
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link


def new_video_page() -> rx.Component:
    """Take a file, and show what becomes of it."""
    return page(
        back_to_studio(),
        rx.el.div(
            rx.el.div(
                rx.el.h1("New video"),
                rx.el.p("Write the caption while it uploads.", class_name="lead"),
            ),
            class_name="page__head",
        ),
        rx.el.div(
            rx.el.div(upload_card(), page_when("upload", rx.fragment(), drop()), class_name="col"),
            rx.el.aside(page_when("upload", drop()), earlier(), class_name="col"),
            class_name="two two--left",
        ),
        current=routes.STUDIO,
    )


def back_to_studio() -> rx.Component:
    """Lead a phone back to the studio's list."""
    return rx.el.div(
        link(
            icon("back", "24"),
            class_name="icon-btn",
            href=routes.STUDIO,
            aria_label="Back to the studio",
        ),
        rx.el.span("Studio", class_name="topbar__title clip1"),
        rx.el.span(class_name="topbar__gap"),
        class_name="topbar only-phone",
    )
