"""The page of the programme: what can be given, how many sends are left, and what was sent."""

import reflex as rx

from smallgestures.gestures.offers.cards import ProgramCard
from smallgestures.web import routes
from smallgestures.web.gestures import components
from smallgestures.web.gestures.composer import composer
from smallgestures.web.gifts.components import gift_article
from smallgestures.web.gifts.views import GiftView
from smallgestures.web.shell.live import PlainAddress
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link


def gestures_page() -> rx.Component:
    """Show the season that runs, or that there is none."""
    program = page_var("program", ProgramCard)
    return page(
        rx.cond(program, _season(program), rx.cond(page_var("path"), _between())),
        composer(),
        PlainAddress.create(),
        current=routes.GESTURES,
    )


def _season(program: components.ProgramVar) -> rx.Component:
    return rx.el.div(
        components.hero(program),
        components.offers(program),
        _sent(),
        components.how_it_goes(),
        class_name="col col--8",
    )


def _sent() -> rx.Component:
    sent = page_var("sent", list[GiftView])
    return rx.cond(
        sent.length() > 0,
        rx.el.section(
            rx.el.h2("What you sent", class_name="t18"),
            rx.el.ul(
                rx.foreach(sent, lambda gift: rx.el.li(gift_article(gift), key=gift.gift_id)),
                class_name="gifts",
                aria_label="Sent gifts",
            ),
            class_name="col",
        ),
    )


def _between() -> rx.Component:
    return rx.el.div(
        rx.el.span(icon("gift", "28"), class_name="state__art"),
        rx.el.h1("Between two seasons", class_name="h2"),
        rx.el.p("There is nothing to give just now. What was sent stays good."),
        link("Watch something", href=routes.WATCH, class_name="btn btn--primary"),
        class_name="state",
    )
