"""The button of a form that is sent once, however often it is pressed."""

import reflex as rx
from reflex.vars.base import Var

from smallgestures.web.ui.browser_module import browser_module

_LIBRARY = browser_module(__file__, "submit_once.jsx")


class SubmitOnce(rx.Component):
    """A submit button that is busy until the answer comes, and disabled until a tick is set."""

    library = _LIBRARY
    tag = "SubmitOnce"

    needs: Var[str]


submit_once = SubmitOnce.create
