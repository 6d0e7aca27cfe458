"""Controls of the settings that need the browser."""

import reflex as rx
from reflex.vars.base import Var

from smallgestures.web.ui.browser_module import browser_module

_LIBRARY = browser_module(__file__, "controls.jsx")


def _picked(zone: Var[str]) -> tuple[Var[str]]:
    return (zone,)


class DataSaver(rx.Component):
    """The switch that asks for smaller videos on this device."""

    library = _LIBRARY
    tag = "DataSaver"


class TimeZoneSelect(rx.Component):
    """A list of all time zones."""

    library = _LIBRARY
    tag = "TimeZoneSelect"

    input_id: Var[str]
    zone: Var[str]
    on_pick: rx.EventHandler[_picked]  # type: ignore[type-arg,valid-type]
