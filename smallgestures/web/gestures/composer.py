"""The dialog “Send a gift”: it lives in the browser, so that nothing typed is ever lost."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from smallgestures.gestures.gifts.models import NOTE_LIMIT
from smallgestures.web.gifts.own_clips import own_clips_part
from smallgestures.web.people.picker import people_picker
from smallgestures.web.shell.page_data import page_var, set_page_data
from smallgestures.web.ui.browser_module import browser_module


class Composer(rx.Component):
    """Opens from whatever carries `data-send-gift`, with that offer or with none."""

    library = browser_module(__file__, "composer.jsx")
    tag = "Composer"

    program: Var[Any]
    composer: Var[Any]
    put: Var[Any]
    note_limit: Var[int]
    own_clips: Var[Any]
    picker: Var[Any]


def composer() -> rx.Component:
    """Put the dialog on a page whose data has the programme and what the dialog needs."""
    return Composer.create(
        program=page_var("program", dict[str, Any]),
        composer=page_var("composer", dict[str, Any]),
        put=set_page_data(),
        note_limit=NOTE_LIMIT,
        own_clips=own_clips_part(),
        picker=people_picker(),
    )
