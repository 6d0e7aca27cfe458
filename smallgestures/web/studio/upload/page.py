"""A new video: its file is chosen here, and everything else is written while it goes up."""

import reflex as rx

from smallgestures.web.studio.edit.page import edit_video_page
from smallgestures.web.studio.upload.components import drop, earlier


def new_video_page() -> rx.Component:
    """Take a file; then it is the page of its video, and takes more of them beside it."""
    return edit_video_page(without=_choose(), beside=[drop(), earlier()])


def _choose() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                rx.el.h1("New video"),
                rx.el.p("Write the caption while it uploads.", class_name="lead"),
            ),
            class_name="page__head",
        ),
        rx.el.div(
            rx.el.div(drop(), class_name="col"),
            rx.el.aside(earlier(), class_name="col"),
            class_name="two two--left",
        ),
    )
