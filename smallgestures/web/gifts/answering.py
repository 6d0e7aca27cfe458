"""What a gift asks of whoever may accept it, and the buttons that answer it."""

from typing import Any

import reflex as rx

from smallgestures.accounts.countries import COUNTRIES
from smallgestures.gestures.gifts.cards import Other
from smallgestures.web.gifts.controls import gift_form
from smallgestures.web.gifts.views import GiftView
from smallgestures.web.ui.icons import icon

GiftVar = rx.vars.ObjectVar[GiftView]


def answers(gift: GiftVar, *, size: str = "") -> rx.Component:
    """Let the recipient accept, or not, or swap; what is asked for stands above the buttons."""
    accept_id = "accept-" + gift.gift_id.to(str)
    decline_id = "decline-" + gift.gift_id.to(str)
    return rx.el.div(
        rx.cond(gift.asks_email, _asks_email()),
        gift_form(
            accept_id, gift.post_url.to(str) + "/accept", _asked(gift), class_name="gift__ask"
        ),
        gift_form(decline_id, gift.post_url.to(str) + "/decline", class_name="gift__ask"),
        rx.el.div(
            rx.el.button(
                "Accept", type="submit", form=accept_id, class_name=f"btn btn--gift {size}"
            ),
            rx.el.button(
                "Not for me", type="submit", form=decline_id, class_name=f"btn btn--line {size}"
            ),
            class_name="gift__do",
        ),
        rx.el.p(gift.until, " No card.", class_name="t13 soft"),
        rx.cond(gift.others.length() > 0, _swap(gift)),
        class_name="col col--3",
    )


def _asks_email() -> rx.Component:
    return rx.el.p(
        icon("mail", "18"),
        rx.el.span("Confirm your e-mail first: the link that we sent you does it."),
        class_name="note-bar",
    )


def _asked(gift: GiftVar) -> rx.Component:
    gift_id = gift.gift_id.to(str)
    return rx.fragment(
        rx.cond(gift.asks_about_you, about_you("accept-" + gift_id)),
        rx.cond(gift.asks_address, _address("accept-" + gift_id)),
        rx.cond(gift.first_day != "", _start(gift)),
    )


def about_you(prefix: Any) -> rx.Component:
    """Ask when somebody was born and where they live: once, with the first gift."""
    return rx.el.fieldset(
        rx.el.legend("About you, asked once", class_name="t14 strong"),
        _input("Birth date", "birth_date", prefix, type="date", auto_complete="bday"),
        _countries("Country", "country", prefix),
        class_name="gift__fields",
    )


def _address(prefix: Any) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Where it is sent. Whoever gave it never sees it.", class_name="t14 strong"),
        _input("Name", "name", prefix, auto_complete="name"),
        _input("Address", "line1", prefix, auto_complete="street-address"),
        _input("City", "city", prefix, auto_complete="address-level2"),
        _input("Postal code", "postal_code", prefix, auto_complete="postal-code"),
        _countries("Country of the address", "address_country", prefix),
        class_name="gift__fields",
    )


def _start(gift: GiftVar) -> rx.Component:
    input_id = "start-" + gift.gift_id.to(str)
    return rx.el.details(
        rx.el.summary("Start on another day", class_name="link"),
        rx.el.div(
            rx.el.label("First day", html_for=input_id),
            rx.el.input(
                id=input_id,
                name="start_on",
                type="date",
                min=gift.first_day,
                max=gift.last_day,
                class_name="input",
            ),
            rx.el.p("Within the next 30 days. Empty: it starts now.", class_name="hint"),
            class_name="field",
        ),
        class_name="gift__more t14",
    )


def _swap(gift: GiftVar) -> rx.Component:
    select_id = "swap-offer-" + gift.gift_id.to(str)
    return rx.el.details(
        rx.el.summary("Swap it for another gift", class_name="link"),
        gift_form(
            "swap-" + gift.gift_id.to(str),
            gift.post_url.to(str) + "/swap",
            rx.el.div(
                rx.el.label("Another gift", html_for=select_id),
                rx.el.select(
                    rx.foreach(gift.others, _other),
                    id=select_id,
                    name="offer",
                    class_name="input input--select",
                ),
                class_name="field",
            ),
            rx.el.button("Swap", type="submit", class_name="btn btn--line btn--sm"),
            class_name="gift__ask",
        ),
        class_name="gift__more t14",
    )


def _other(other: rx.vars.ObjectVar[Other]) -> rx.Component:
    return rx.el.option(other.name, value=other.slug)


def _input(label: str, name: str, prefix: Any, **props: Any) -> rx.Component:
    input_id = prefix + f"-{name}"
    return rx.el.div(
        rx.el.label(label, html_for=input_id),
        rx.el.input(id=input_id, name=name, required=True, class_name="input", **props),
        class_name="field",
    )


def _countries(label: str, name: str, prefix: Any) -> rx.Component:
    input_id = prefix + f"-{name}"
    return rx.el.div(
        rx.el.label(label, html_for=input_id),
        rx.el.select(
            rx.el.option("Choose", value=""),
            *(rx.el.option(name_of, value=code) for code, name_of in COUNTRIES.items()),
            id=input_id,
            name=name,
            required=True,
            class_name="input input--select",
        ),
        class_name="field",
    )
