"""Parts of the page's data that follow what happens on the server."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from smallgestures.web.shell.page_data import set_page_data
from smallgestures.web.ui.browser_module import browser_module

_LIBRARY = browser_module(__file__, "live.jsx")


class Live(rx.Component):
    """Asks again and again how a part of the page's data stands."""

    library = _LIBRARY
    tag = "Live"

    source: Var[str]
    part: Var[str]
    put: Var[Any]
    active: Var[bool]


def live(part: str, *, source: Var[str] | str, active: Var[bool]) -> rx.Component:
    """Ask `source` while `active`, and put each answer into the page's data as `part`."""
    return Live.create(source=source, part=part, put=set_page_data(), active=active)


class PlainAddress(rx.Component):
    """Takes the query out of the page's address once the page stands."""

    library = _LIBRARY
    tag = "PlainAddress"
