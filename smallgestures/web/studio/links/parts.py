"""The parts of the studio that are about products; they live in the browser."""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex.vars.base import Var

from smallgestures.web.shell.page_data import page_var, set_page_data
from smallgestures.web.ui.browser_module import browser_module

_PREVIEW = browser_module(__file__, "end_card_preview.jsx")


class ProductsEditor(rx.Component):
    """The products of a video: added, described, put in order, removed."""

    library = browser_module(__file__, "products_editor.jsx")
    tag = "ProductsEditor"

    products: Var[Any]
    video: Var[str]
    put: Var[Any]


class ShowcaseEditor(rx.Component):
    """One's own showcase, put in order."""

    library = browser_module(__file__, "showcase.jsx")
    tag = "ShowcaseEditor"

    showcase: Var[Any]
    put: Var[Any]


def products_editor(video: Any) -> rx.Component:
    """Put “Products in this video” on the page of a video, named by its id.

    It takes them from the page's data (`products`, see `read_products`), and asks for them where
    the page has come to another video.
    """
    products = page_var("products", dict[str, Any])
    return ProductsEditor.create(products=products, video=video, put=set_page_data())


def end_card_preview_part() -> Any:
    """Return the figure “End card preview” for a script that knows the caption as it is typed."""
    data = VarData(imports={_PREVIEW: [rx.ImportVar(tag="EndCardPreview")]})
    return Var(_js_expr="EndCardPreview", _var_data=data)


def showcase_editor() -> rx.Component:
    """Put one's own showcase on a page whose data has `showcase` (`read_own_showcase`)."""
    return ShowcaseEditor.create(showcase=page_var("showcase", dict[str, Any]), put=set_page_data())
