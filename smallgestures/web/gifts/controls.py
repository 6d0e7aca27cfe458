"""The form of a gift, which shows what became of it without leaving the page."""

import reflex as rx
from reflex.vars.base import Var

from smallgestures.web.shell.page_data import change_page_data
from smallgestures.web.ui.browser_module import browser_module

_LIBRARY = browser_module(__file__, "controls.jsx")


class GiftForm(rx.Component):
    """A form that is posted in the background; its answer takes the gift's place on the page."""

    library = _LIBRARY
    tag = "GiftForm"

    form_id: Var[str]
    action: Var[str]
    change: Var[object]
    class_name: Var[str]


class GiftCode(rx.Component):
    """The code of a gift card, from its reveal until the page is left."""

    library = _LIBRARY
    tag = "GiftCode"

    gift_id: Var[str]


class GiftLookedAt(rx.Component):
    """Says that the gift was opened, when it is seen; with no address it says nothing."""

    library = _LIBRARY
    tag = "GiftLookedAt"

    action: Var[str]


class CopyButton(rx.Component):
    """A button that puts a text into the clipboard, and says so."""

    library = _LIBRARY
    tag = "CopyButton"

    text: Var[str]
    class_name: Var[str]


def gift_form(
    form_id: Var[str] | str, action: Var[str] | str, *content: rx.Component, class_name: str = ""
) -> rx.Component:
    """Render a form for something that is done with a gift."""
    return GiftForm.create(
        *content,
        form_id=form_id,
        action=action,
        change=change_page_data(),
        class_name=class_name,
    )


copy_button = CopyButton.create
