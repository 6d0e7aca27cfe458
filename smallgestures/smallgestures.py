"""The app and its site map: which page answers at which address, and what it loads."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.actions import Gate
from smallgestures.web.brand.orders.page import brand_orders_page
from smallgestures.web.discover.page import discover_page
from smallgestures.web.gestures.page import gestures_page
from smallgestures.web.gifts.page import gift_page
from smallgestures.web.inbox.page import inbox_page, thread_page
from smallgestures.web.live.state import LiveState
from smallgestures.web.missing.page import missing_page, unless_missing
from smallgestures.web.orders.page import order_page, orders_page
from smallgestures.web.product.page import product_page
from smallgestures.web.profile.page import profile_page
from smallgestures.web.sandbox.page import sandbox_page
from smallgestures.web.settings.page import settings_page
from smallgestures.web.settings.state import SettingsState
from smallgestures.web.shell.page_data import page_title
from smallgestures.web.signin.page import (
    forgot_page,
    reset_page,
    sign_in_page,
    sign_up_page,
    verify_page,
)
from smallgestures.web.site import layered
from smallgestures.web.studio.edit.page import edit_video_page
from smallgestures.web.studio.showcase.page import own_showcase_page, showcase_page
from smallgestures.web.studio.upload.page import new_video_page
from smallgestures.web.studio.videos.page import studio_page
from smallgestures.web.trials.page import trials_page, unsubscribe_page
from smallgestures.web.watch.page import following_page, watch_page

SHEETS = (
    "tokens",
    "components",
    "app",
    "feed",
    "accounts",
    "orders",
    "inbox",
    "gifts",
    "trials",
    "discover",
    "products",
    "studio",
    "studio-edit",
)
STYLES = [f"/{name}.css" for name in SHEETS]

app = rx.App(
    stylesheets=STYLES,
    reset_style=False,
    api_transformer=[layered],
    head_components=[
        rx.el.link(
            rel="preload",
            href="/fonts/figtree-latin-wght-normal.woff2",
            custom_attrs={"as": "font", "crossOrigin": "anonymous"},
            type="font/woff2",
        ),
        rx.el.link(rel="icon", href="/brand/mark.svg", type="image/svg+xml"),
        rx.el.meta(name="theme-color", content="#000000"),
    ],
)

app.add_middleware(Gate())

# Link previews read the picture that the server names; Reflex's own tag, which has no content
# then, would be a second one.
NO_PICTURE: Any = rx.Var(_js_expr="undefined")


def add_page(
    page: Callable[[], rx.Component], *, route: str, title: Any, on_load: Any = None
) -> None:
    """Let the page answer at its address, and hear of what changes while it is open."""
    loads = [*([on_load] if on_load else []), LiveState.listen]
    app.add_page(page, route=route, title=title, image=NO_PICTURE, on_load=loads)


add_page(watch_page, route=routes.WATCH, title="For you · Small Gestures")
add_page(following_page, route=routes.FOLLOWING, title="Following · Small Gestures")
add_page(unless_missing(watch_page), route=routes.VIDEO, title=page_title("Small Gestures"))
add_page(unless_missing(product_page), route=routes.PRODUCT, title=page_title("Small Gestures"))
add_page(discover_page, route=routes.DISCOVER, title=page_title("Discover · Small Gestures"))
add_page(orders_page, route=routes.ORDERS, title="Orders · Small Gestures")
add_page(unless_missing(order_page), route=routes.ORDER, title=page_title("Small Gestures"))
add_page(
    unless_missing(brand_orders_page),
    route=routes.BRAND_ORDERS,
    title="Brand orders · Small Gestures",
)
add_page(trials_page, route=routes.TRIALS, title="My gifts · Small Gestures")
add_page(
    unless_missing(unsubscribe_page),
    route=routes.UNSUBSCRIBE,
    title=page_title("Small Gestures"),
)
add_page(inbox_page, route=routes.INBOX, title="Inbox · Small Gestures")
add_page(unless_missing(thread_page), route=routes.THREAD, title=page_title("Small Gestures"))
add_page(unless_missing(profile_page), route=routes.PROFILE, title=page_title("Small Gestures"))
add_page(unless_missing(showcase_page), route=routes.SHOWCASE, title=page_title("Small Gestures"))
add_page(
    own_showcase_page, route=routes.STUDIO_SHOWCASE, title="Showcase · Studio · Small Gestures"
)
add_page(gestures_page, route=routes.GESTURES, title="Small Gestures: send a free gift")
add_page(unless_missing(gift_page), route=routes.GIFT, title=page_title("Small Gestures"))
add_page(studio_page, route=routes.STUDIO, title="Studio · Small Gestures")
add_page(
    new_video_page,
    route=routes.STUDIO_UPLOAD,
    title=page_title("New video · Small Gestures"),
)
add_page(
    unless_missing(edit_video_page),
    route=routes.STUDIO_VIDEO,
    title=page_title("Studio · Small Gestures"),
)
add_page(sign_in_page, route=routes.SIGN_IN, title="Sign in · Small Gestures")
add_page(sign_up_page, route=routes.SIGN_UP, title="Create an account · Small Gestures")
add_page(forgot_page, route=routes.FORGOT, title="Reset your password · Small Gestures")
add_page(reset_page, route=routes.RESET, title="Choose a new password · Small Gestures")
add_page(verify_page, route=routes.VERIFY, title="Confirm your e-mail · Small Gestures")
add_page(
    settings_page,
    route=routes.SETTINGS,
    title="Settings · Small Gestures",
    on_load=SettingsState.load,
)
add_page(
    unless_missing(sandbox_page),
    route=routes.SANDBOX,
    title="Mailbox · Small Gestures",
)
app.add_page(missing_page, route="404", title="Not found · Small Gestures")
