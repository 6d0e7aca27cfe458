"""The box in which one finds a person, for scripts that draw it."""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex.vars.base import Var

from smallgestures.web.ui.browser_module import browser_module

_LIBRARY = browser_module(__file__, "picker.jsx")


def people_picker() -> Any:
    """Return the component: a searchbox, and a list of those spoken with last or found."""
    data = VarData(imports={_LIBRARY: [rx.ImportVar(tag="PeoplePicker")]})
    return Var(_js_expr="PeoplePicker", _var_data=data)
