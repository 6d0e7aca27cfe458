"""What follows the links of figures without loading the page anew."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from smallgestures.web.shell.page_data import set_page_data
from smallgestures.web.ui.browser_module import browser_module
from smallgestures.web.ui.links import link

FIGURES = {"data-figures": ""}


class Figures(rx.Component):
    """Puts what a link inside of it leads to into the page's data as `part`."""

    library = browser_module(__file__, "figures.jsx")
    tag = "Figures"

    part: Var[str]
    put: Var[Any]


def figures(part: str, *content: rx.Component) -> rx.Component:
    """Let the links of figures inside of it change what is shown."""
    return Figures.create(*content, part=part, put=set_page_data())


def figures_link(*content: Any, is_current: Any, **props: Any) -> rx.Component:
    """Lead to other figures of the same page; it says whether they are shown already."""
    current = rx.cond(is_current, "true", "false")
    return link(*content, custom_attrs={**FIGURES, "aria-current": current}, **props)
