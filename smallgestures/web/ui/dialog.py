"""Dialogs, and the buttons that open them."""

import reflex as rx
from reflex.vars.base import Var

from smallgestures.web.ui.browser_module import browser_module

_LIBRARY = browser_module(__file__, "dialog.jsx")


class Dialog(rx.Component):
    """A dialog named by its heading; what is marked `data-close` closes it, like Escape."""

    library = _LIBRARY
    tag = "Dialog"

    dialog_id: Var[str]
    heading: Var[str]
    open: Var[bool]


class DialogButton(rx.Component):
    """A button that opens the dialog of an id."""

    library = _LIBRARY
    tag = "DialogButton"

    opens: Var[str]


dialog = Dialog.create
dialog_button = DialogButton.create
