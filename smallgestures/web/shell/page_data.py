"""Vars for what the server wrote into a page's head, to be used like those of a State.

The data is there with the page: no round trip, no socket, and nothing a client
could call.
"""

from typing import Any, TypeVar

import reflex as rx
from reflex.vars import VarData
from reflex.vars.base import Var

from smallgestures.web.ui.browser_module import browser_module

T = TypeVar("T")

_LIBRARY = browser_module(__file__, "page_data.jsx")
_HOOK = "const pageData = usePageData();"


def page_var(path: str, kind: type[T] | Any = str) -> Any:
    """Return a Var of `kind` for a value of the page's data, as `page_var("viewer.name")`.

    A missing value is undefined in the browser: `rx.cond` takes it for false.
    """
    steps = "".join(f'?.["{step}"]' for step in path.split("."))
    data = VarData(imports={_LIBRARY: [rx.ImportVar(tag="usePageData")]}, hooks={_HOOK: None})
    return Var(_js_expr=f"(pageData{steps})", _var_type=kind, _var_data=data).guess_type()


def set_page_data() -> Any:
    """Return the function of the browser that puts newer values into the page's data.

    Scripts are handed it, so that none of them depends on where the data come from.
    """
    data = VarData(imports={_LIBRARY: [rx.ImportVar(tag="setPageData")]})
    return Var(_js_expr="setPageData", _var_data=data)


def change_page_data() -> Any:
    """Return the function of the browser that changes the page's data by a function of it."""
    data = VarData(imports={_LIBRARY: [rx.ImportVar(tag="changePageData")]})
    return Var(_js_expr="changePageData", _var_data=data)


def get_page_data() -> Any:
    """Return the function of the browser that returns the page's data as it is by now."""
    name = rx.ImportVar(tag="pageData", alias="readPageData")
    return Var(_js_expr="readPageData", _var_data=VarData(imports={_LIBRARY: [name]}))


def page_title(fallback: str) -> Any:
    """Return the title that the server gave this page, for pages of dynamic addresses."""
    hook = f"const pageTitle = usePageTitle({fallback!r});"
    data = VarData(imports={_LIBRARY: [rx.ImportVar(tag="usePageTitle")]}, hooks={hook: None})
    return Var(_js_expr="pageTitle", _var_type=str, _var_data=data).guess_type()


def page_text(path: str) -> Any:
    """Return a piece of text of the page's data; nothing when it isn't there."""
    return page_var(path, str)


def page_when(path: str, then: Any, otherwise: Any = None) -> rx.Component:
    """Show `then` when the page's data has something at `path`, else `otherwise`."""
    return rx.cond(
        page_var(path, bool), then, otherwise if otherwise is not None else rx.fragment()
    )


def page_input(*, default: str, **props: Any) -> rx.Component:
    """Render an input that begins with a value of the page's data and is then the person's own."""
    # A new key when the data is there: React takes `default_value` at the first render only.
    value = page_var(default, str)
    return rx.el.input(default_value=value, key=value, **props)
