"""The choice of one of one's own clips, for the card of a gift and for one's thanks."""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex.vars.base import Var

from smallgestures.gestures.gifts.cards import OwnClip
from smallgestures.web.ui.browser_module import browser_module

_LIBRARY = browser_module(__file__, "own_clips.jsx")


class OwnClips(rx.Component):
    """Radio buttons with a picture each, and “None”; nothing for whoever has no clips."""

    library = _LIBRARY
    tag = "OwnClips"

    legend: Var[str]
    name: Var[str]
    clips: Var[list[OwnClip]]


def own_clips_part() -> Any:
    """Return the same for a script that draws it by itself."""
    data = VarData(imports={_LIBRARY: [rx.ImportVar(tag="OwnClips")]})
    return Var(_js_expr="OwnClips", _var_data=data)
