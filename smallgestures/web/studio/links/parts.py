"""The parts of the studio that are about products; they live in the browser."""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex.vars.base import Var

from smallgestures.web.shell.page_data import page_var, set_page_data
from smallgestures.web.ui.browser_module import browser_module
from smallgestures.web.watch.player.ended_clip import ended_clip_part

_PREVIEW = browser_module(__file__, "end_card_preview.jsx")


class ProductsEditor(rx.Component):
    """The products of a video: added, described, put in order, removed."""

    library = browser_module(__file__, "products_editor.jsx")
    tag = "ProductsEditor"

    products: Var[Any]
    put: Var[Any]


class EndCardPreview(rx.Component):
    """The figure “End card preview”, made of the player's own end card."""

    library = _PREVIEW
    tag = "EndCardPreview"

    products: Var[Any]
    clip: Var[Any]
    caption: Var[str]
    poster: Var[str]


class ShowcaseEditor(rx.Component):
    """One's own showcase, put in order."""

    library = browser_module(__file__, "showcase.jsx")
    tag = "ShowcaseEditor"

    showcase: Var[Any]
    put: Var[Any]


def products_editor() -> rx.Component:
    """Put “Products in this video” on a page whose data has `products` (`read_products`)."""
    return ProductsEditor.create(products=page_var("products", dict[str, Any]), put=set_page_data())


def end_card_preview(**props: Any) -> rx.Component:
    """Put the preview beside it; `caption` and `poster` say what the page knows better by now."""
    return EndCardPreview.create(
        products=page_var("products", dict[str, Any]), clip=ended_clip_part(), **props
    )


def end_card_preview_part() -> Any:
    """Return the same for a script that draws it by itself."""
    data = VarData(imports={_PREVIEW: [rx.ImportVar(tag="EndCardPreview")]})
    return Var(_js_expr="EndCardPreview", _var_data=data)


def showcase_editor() -> rx.Component:
    """Put one's own showcase on a page whose data has `showcase` (`read_own_showcase`)."""
    return ShowcaseEditor.create(showcase=page_var("showcase", dict[str, Any]), put=set_page_data())
