"""What stands around every page: the navigation, and the bar at the bottom of a phone."""

from dataclasses import dataclass

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.live.heard import heard
from smallgestures.web.shell.page_data import page_text, page_var, page_when
from smallgestures.web.ui.icons import bow, icon
from smallgestures.web.ui.links import link


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    name: str
    href: str
    icon: str


FOR_YOU = Place("For you", routes.WATCH, "home")
FOLLOWING = Place("Following", routes.FOLLOWING, "people")
MY_GIFTS = Place("My gifts", routes.TRIALS, "calendar-heart")
DISCOVER = Place("Discover", routes.DISCOVER, "compass")
INBOX = Place("Inbox", routes.INBOX, "message")
ORDERS = Place("Orders", routes.ORDERS, "package")
GESTURES = Place("Send a gift", routes.GESTURES, "gift")
STUDIO = Place("Studio", routes.STUDIO, "studio")
BRAND_ORDERS = Place("Brand orders", routes.BRAND_ORDERS, "store")
UNREAD_SOURCE = "/api/unread"
MAILBOX = Place("Mailbox", routes.SANDBOX, "mail")


def avatar(handle: str | rx.Var[str], name: str | rx.Var[str], size: str = "24") -> rx.Component:
    """Show somebody's initial on their tint."""
    first = rx.Var.create(name).to(str)[:1].upper()
    return rx.el.span(
        first,
        class_name=f"avatar avatar--{size} avatar--" + rx.Var.create(handle).to(str),
        custom_attrs={"aria-hidden": "true"},
    )


def page(*content: rx.Component, current: str = "", class_name: str = "page") -> rx.Component:
    """Frame a page: `current` is the address of the navigation's entry it belongs to."""
    return rx.el.div(
        skip_link(),
        navigation(current),
        rx.el.div(sandbox_note(), rx.el.main(*content, class_name=class_name, id="content")),
        bottom_bar(current),
        class_name="app",
    )


def sandbox_note(class_name: str = "") -> rx.Component:
    """Say that nobody pays anything here, where the sandbox stands in for Stripe."""
    return page_when(
        "uses_sandbox",
        rx.el.p(
            icon("flask", "16"),
            rx.el.span("Stripe sandbox: no real money"),
            role="note",
            class_name=f"sandbox-note {class_name}",
        ),
    )


def skip_link() -> rx.Component:
    """Let keyboards jump over the navigation."""
    return link("Skip to the content", href="#content", class_name="skip")


def navigation(current: str, *below: rx.Component) -> rx.Component:
    """Show the places of the product, what else is to be said, and who is signed in."""
    return rx.el.nav(
        link(
            bow(),
            rx.el.span("Small Gestures"),
            class_name="logo",
            href=routes.WATCH,
            aria_label="Home",
        ),
        _place(FOR_YOU, current),
        _place(FOLLOWING, current),
        _place(DISCOVER, current),
        page_when("viewer", _place(INBOX, current, _unread())),
        _place(GESTURES, current, class_name="nav__gift"),
        rx.el.div(class_name="nav__gap", role="presentation"),
        page_when("viewer", _place(MY_GIFTS, current)),
        page_when("viewer", _place(ORDERS, current)),
        page_when("viewer", _place(STUDIO, current)),
        page_when("viewer.is_brand", _place(BRAND_ORDERS, current)),
        page_when("mailbox", _place(MAILBOX, current)),
        *below,
        heard("inbox", source=rx.cond(page_var("viewer", bool), UNREAD_SOURCE, ""), part="unread"),
        page_when("viewer", _me(current), _sign_in()),
        class_name="nav",
        aria_label="Main",
    )


def _current(href: str, current: str) -> dict[str, str]:
    return {"aria-current": "page"} if href == current else {}


def _unread() -> rx.Component:
    return page_when(
        "unread.count",
        rx.el.span(
            page_text("unread.count"),
            class_name="count",
            role="img",
            aria_label=page_text("unread.words"),
        ),
    )


def _place(place: Place, current: str, *marks: rx.Component, class_name: str = "") -> rx.Component:
    return link(
        icon(place.icon),
        rx.el.span(place.name),
        *marks,
        class_name=f"nav__i {class_name}".strip(),
        href=place.href,
        custom_attrs=_current(place.href, current),
    )


def _me(current: str) -> rx.Component:
    name = page_var("viewer.name")
    return link(
        avatar(page_var("viewer.handle"), name),
        rx.el.span(name),
        class_name="nav__i nav__end",
        href=routes.SETTINGS,
        custom_attrs=_current(routes.SETTINGS, current),
    )


def _sign_in() -> rx.Component:
    return link(
        icon("sign-in"), rx.el.span("Sign in"), class_name="nav__i nav__end", href=routes.SIGN_IN
    )


def bottom_bar(current: str) -> rx.Component:
    """Show the places in reach of a thumb."""
    return rx.el.nav(
        _bar_place("Home", routes.WATCH, "home", current),
        _bar_place("Discover", routes.DISCOVER, "compass", current),
        page_when(
            "viewer",
            rx.fragment(
                _upload(current),
                _bar_place("Inbox", routes.INBOX, "message", current, _unread()),
                _bar_place("Me", routes.SETTINGS, "person", current),
            ),
            rx.fragment(
                _bar_place("Send a gift", routes.GESTURES, "gift", current),
                _bar_place("Sign in", routes.SIGN_IN, "person", current),
            ),
        ),
        class_name="bar",
        aria_label="Main, bottom",
    )


def other_places() -> rx.Component:
    """Show, on a phone, the places that its bar has no room for."""
    return rx.el.div(
        link("Following", href=routes.FOLLOWING, class_name="pill"),
        *(
            page_when("viewer", link(place.name, href=place.href, class_name="pill"))
            for place in (GESTURES, MY_GIFTS, ORDERS, STUDIO)
        ),
        page_when(
            "viewer.is_brand", link("Brand orders", href=routes.BRAND_ORDERS, class_name="pill")
        ),
        page_when("mailbox", link("Mailbox", href=routes.SANDBOX, class_name="pill")),
        class_name="row row--wrap only-phone",
    )


def _bar_place(
    name: str, href: str, icon_name: str, current: str, *marks: rx.Component
) -> rx.Component:
    return link(
        icon(icon_name),
        rx.el.span(name),
        *marks,
        href=href,
        custom_attrs=_current(href, current),
    )


def _upload(current: str) -> rx.Component:
    return link(
        rx.el.span(icon("plus"), class_name="plus"),
        href=routes.STUDIO_UPLOAD,
        aria_label="Upload a video",
        custom_attrs=_current(routes.STUDIO_UPLOAD, current),
    )
