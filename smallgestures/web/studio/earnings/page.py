"""The page of creators: what they earn, why, and where it goes."""

from typing import cast

import reflex as rx

from smallgestures.billing.connect.news import TOPIC
from smallgestures.web import routes
from smallgestures.web.live.heard import heard
from smallgestures.web.shell.live import PlainAddress
from smallgestures.web.shell.page_data import page_text, page_var
from smallgestures.web.studio.earnings import components, plot
from smallgestures.web.studio.earnings.views import EarningsView
from smallgestures.web.studio.tabs import studio_tabs
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link


def earnings_page() -> rx.Component:
    """Show sums, plot, every entry with its reason, payouts and papers."""
    earnings = page_var("earnings", EarningsView)
    confirms = page_var("returned", bool) & ~earnings.account.is_ready
    return page(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Earnings"),
                rx.el.p(
                    "Your rate is fixed the moment somebody follows your link. Each order is "
                    "yours 30 days after its payment.",
                    class_name="lead",
                ),
                heard(TOPIC, source=page_text("earnings_source"), part="earnings"),
            ),
            link(
                icon("download", "18"),
                "Download CSV",
                href=routes.ENTRIES_FILE,
                class_name="btn btn--line",
                custom_attrs={"download": ""},
            ),
            class_name="page__head",
        ),
        studio_tabs(routes.STUDIO_EARNINGS),
        rx.el.div(
            rx.cond(confirms, _confirming()),
            rx.cond(earnings, _everything(earnings)),
            class_name="col col--6 earnings",
        ),
        PlainAddress.create(),
        current=routes.STUDIO,
    )


def _everything(earnings: components.EarningsVar) -> rx.Component:
    return rx.fragment(
        components.figures(earnings),
        components.account(earnings),
        plot.chart(cast(plot.ChartVar, earnings.chart)),
        components.entries(earnings),
        rx.el.div(
            components.sent(earnings), components.papers(earnings), class_name="earnings__end"
        ),
    )


def _confirming() -> rx.Component:
    return rx.el.p(
        icon("clock", "18"),
        rx.el.span("We are asking Stripe what you told it. This page updates by itself."),
        class_name="note-bar",
        role="status",
    )
