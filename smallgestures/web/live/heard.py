"""Parts of the page's data that are loaded anew when the server has news of them."""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex.vars.base import Var

from smallgestures.live.broker import EVERYTHING
from smallgestures.web.live.state import LiveState
from smallgestures.web.shell.page_data import get_page_data, set_page_data
from smallgestures.web.ui.browser_module import browser_module

_LIBRARY = browser_module(__file__, "heard.jsx")


class Heard(rx.Component):
    """Loads a part of the page's data when it hears of a topic."""

    library = _LIBRARY
    tag = "Heard"

    news: Var[str]
    source: Var[str]
    part: Var[str]
    grows: Var[str]
    anew: Var[bool]
    put: Var[Any]
    data: Var[Any]


def heard(
    topic: str,
    *,
    source: Var[str] | str,
    part: str,
    grows: str = "",
    anew: bool = False,
) -> rx.Component:
    """Ask `source` for a part of the page's data whenever something of `topic` has changed.

    It asks too when the page is looked at again, when the connection is back, and once when the
    page has begun to listen, so that nothing is missed that happened in between. The page gets
    `LiveState.listen` as its `on_load`.

    Args:
        topic: As `announce` in a service names it: “inbox”, “gift”, “trial”, “reminder”.
        source: The address that answers with the part as JSON; nothing is asked while it is "".
        part: Which value of the page's data the answer is.
        grows: The list in the part, if it has one whose items have a `key` and only ever come at
            its end: then it asks `source` for what is `?after=` the last one's key, and adds that.
        anew: Whether items of that list may have changed: then its newest page is asked for.
    """
    counted: Any = LiveState.heard
    return Heard.create(
        news=f"{counted[topic]}-{counted[EVERYTHING]}",
        source=source,
        part=part,
        grows=grows,
        anew=anew,
        put=set_page_data(),
        data=get_page_data(),
    )


def grown() -> Any:
    """Return the function of the browser that adds an answer to a list that grows."""
    data = VarData(imports={_LIBRARY: [rx.ImportVar(tag="grown")]})
    return Var(_js_expr="grown", _var_data=data)
