"""A clip as it stands when it has ended, for scripts that show it to its creator."""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex.vars.base import Var

from smallgestures.web.ui.browser_module import browser_module

_LIBRARY = browser_module(__file__, "ended_clip.jsx")


def ended_clip_part() -> Any:
    """Return the component; it takes a clip's card as `item`."""
    data = VarData(imports={_LIBRARY: [rx.ImportVar(tag="EndedClip")]})
    return Var(_js_expr="EndedClip", _var_data=data)
