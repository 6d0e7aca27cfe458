"""“New message”: whom it is for is found in a dialog."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from smallgestures.web.people.picker import people_picker
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.ui.browser_module import browser_module
from smallgestures.web.ui.dialog import dialog, dialog_button
from smallgestures.web.ui.icons import icon

_DIALOG = "new-message"


class NewMessage(rx.Component):
    """Leads to the conversation with whoever is picked, and takes along what is to be shared."""

    library = browser_module(__file__, "new_message.jsx")
    tag = "NewMessage"

    share: Var[str]
    picker: Var[Any]


def new_message_button() -> rx.Component:
    """Render the button that opens the dialog."""
    return dialog_button(
        icon("write"),
        rx.el.span("New message", class_name="sr"),
        opens=_DIALOG,
        class_name="icon-btn",
    )


def new_message_dialog() -> rx.Component:
    """Render the dialog, closed."""
    return dialog(
        NewMessage.create(share=page_var("share.name"), picker=people_picker()),
        dialog_id=_DIALOG,
        heading="New message",
    )
