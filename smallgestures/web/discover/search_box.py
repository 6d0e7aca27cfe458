"""The search field, which answers as one types."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from smallgestures.web.shell.page_data import page_var, set_page_data
from smallgestures.web.ui.browser_module import browser_module
from smallgestures.web.ui.icons import icon


class SearchBox(rx.Component):
    """Asks `/api/search` and puts what it finds into the page's data as `found`."""

    library = browser_module(__file__, "search_box.jsx")
    tag = "SearchBox"

    query: Var[str]
    put: Var[Any]
    glass: rx.Component
    cross: rx.Component


def search_box() -> rx.Component:
    """Show the field with the query that the page was opened with."""
    return SearchBox.create(
        query=page_var("query"), put=set_page_data(), glass=icon("search"), cross=icon("close")
    )
