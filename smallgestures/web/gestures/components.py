"""Parts of the programme's page. They take Vars and know no state."""

from typing import Any, cast

import reflex as rx

from smallgestures.gestures.offers.cards import OfferCard, ProgramCard
from smallgestures.web import routes
from smallgestures.web.shell.page_data import page_var, page_when
from smallgestures.web.signin.controls import PostForm
from smallgestures.web.ui.icons import icon

ProgramVar = rx.vars.ObjectVar[ProgramCard]
OfferVar = rx.vars.ObjectVar[OfferCard]
STEPS = (
    ("You choose and write a line", "It lands in their messages, wrapped."),
    ("They say yes, or no thanks", "No card, no sign-up to look at it."),
    ("It ends by itself", "Unless they decide to keep it, and read the price first."),
)


def hero(program: ProgramVar) -> rx.Component:
    """Say what the programme is, and lead into it."""
    return rx.el.section(
        rx.el.img(src="/brand/bow.svg", alt="", class_name="banner__bow"),
        rx.el.div(
            rx.el.h1("Small Gestures"),
            rx.el.p(
                "Send a free gift. A brand pays for it, so it costs you and your friend nothing."
            ),
            class_name="col col--2",
        ),
        rx.el.div(
            opener(icon("gift"), "Send Gift", offer="", class_name="btn btn--lg"),
            page_when("viewer", sends_left(program)),
            class_name="row row--wrap hero__do",
        ),
        class_name="hero",
    )


def sends_left(program: ProgramVar) -> rx.Component:
    """Say how many sends of the season are left."""
    left, limit = _number(program.sends_left), _number(program.sends_limit)
    pips = rx.foreach(
        rx.Var.range(limit), lambda place: rx.el.i(class_name=rx.cond(place < left, "", "used"))
    )
    return rx.el.p(
        rx.el.span(
            pips,
            class_name="left__pips",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.span(left.to(str) + " of " + limit.to(str) + " left"),
        class_name="left",
    )


def _number(value: Any) -> rx.vars.NumberVar[int]:
    return cast(rx.vars.NumberVar[int], value)


def opener(*content: Any, offer: rx.Var[str] | str, class_name: str) -> rx.Component:
    """Open the dialog; whoever isn't signed in signs in first."""
    button: dict[str, Any] = {"class_name": class_name}
    return page_when(
        "viewer",
        rx.el.button(*content, type="button", custom_attrs={"data-send-gift": offer}, **button),
        PostForm.create(
            rx.el.input(type="hidden", name="next", value=page_var("here")),
            rx.el.button(*content, type="submit", **button),
            action=routes.SIGN_IN,
            method="get",
        ),
    )


def offers(program: ProgramVar) -> rx.Component:
    """Show what can be given this season."""
    return rx.el.section(
        rx.el.h2("To give this season", class_name="t18"),
        rx.el.ul(rx.foreach(program.offers, _offer), class_name="offers", aria_label="Offers"),
        class_name="col",
    )


def _offer(offer: OfferVar) -> rx.Component:
    gone = rx.el.button(offer.gone, type="button", disabled=True, class_name="btn btn--sm")
    return rx.el.li(
        rx.el.article(
            rx.el.p(offer.brand, class_name="offer__brand clip1"),
            rx.el.div(
                rx.el.p(offer.figure, rx.el.small(offer.figure_unit), class_name="offer__fig"),
                rx.el.p(offer.tagline, class_name="offer__what"),
            ),
            rx.el.div(
                rx.el.p(offer.stock, class_name="stock offer__stock"),
                rx.cond(
                    offer.gone != "",
                    gone,
                    opener("Choose", offer=offer.slug, class_name="btn btn--line btn--sm"),
                ),
            ),
            aria_label=offer.name,
            class_name=rx.cond(offer.gone != "", "offer offer--gone", "offer"),
        ),
        key=offer.slug,
    )


def how_it_goes() -> rx.Component:
    """Say in three steps what happens."""
    return rx.el.section(
        rx.el.h2("How it goes", class_name="t18"),
        rx.el.ol(
            *(rx.el.li(rx.el.span(rx.el.strong(step), rx.el.span(words))) for step, words in STEPS),
            class_name="how",
        ),
        class_name="col",
    )
