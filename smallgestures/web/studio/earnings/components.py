"""Parts of the pages of earnings. They take Vars and know no state."""

from typing import cast

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.orders.components import nothing
from smallgestures.web.signin.controls import post_form, said_of
from smallgestures.web.studio.earnings.views import (
    AccountView,
    EarningsView,
    EntryView,
    FigureView,
    MonthView,
    PastView,
    SentView,
)
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link
from smallgestures.web.ui.submit_once import submit_once

EarningsVar = rx.vars.ObjectVar[EarningsView]
AccountVar = rx.vars.ObjectVar[AccountView]


def figures(earnings: EarningsVar) -> rx.Component:
    """Show the numbers that matter most."""
    return rx.el.dl(rx.foreach(earnings.figures, _figure), class_name="kpis")


def _figure(figure: rx.vars.ObjectVar[FigureView]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(figure.name),
        rx.el.dd(figure.value),
        rx.el.dd(figure.note, class_name="kpi__note"),
        class_name="kpi",
    )


def account(earnings: EarningsVar) -> rx.Component:
    """Say where the money goes, what Stripe still wants, and lead there."""
    stands = cast(AccountVar, earnings.account)
    return rx.el.section(
        rx.el.div(
            rx.el.h2(stands.title, class_name="t18", id="payouts"),
            rx.el.p(stands.words, class_name="soft t15"),
            rx.cond(
                stands.wanted.length() > 0,
                rx.el.div(
                    rx.el.p("Stripe asks for:", class_name="t14 strong"),
                    rx.el.ul(
                        rx.foreach(stands.wanted, rx.el.li),
                        class_name="t14 wanted",
                        aria_label="What Stripe asks for",
                    ),
                    class_name="col col--1",
                ),
            ),
            said_of("payouts"),
            class_name="col col--3 grow",
        ),
        rx.el.div(
            post_form(
                routes.PAYOUT_START,
                submit_once(
                    stands.button,
                    class_name=rx.cond(
                        stands.is_ready,
                        "btn btn--line btn--wide",
                        "btn btn--primary btn--wide",
                    ),
                ),
            ),
            class_name="payouts__do",
        ),
        class_name="card payouts",
        aria_labelledby="payouts",
    )


def entries(earnings: EarningsVar) -> rx.Component:
    """Show every commission, with why it is what it is."""
    return rx.el.section(
        rx.el.h2("Every entry, and why", class_name="t18", id="entries"),
        rx.cond(
            earnings.commissions.length() > 0,
            rx.el.div(
                rx.el.ul(
                    rx.foreach(earnings.commissions, entry),
                    class_name="card card--flush entries",
                    aria_label="Entries",
                ),
                rx.cond(
                    earnings.older_url != "",
                    link("Older entries", href=earnings.older_url, class_name="btn btn--line"),
                ),
                class_name="col col--4 entries__all",
            ),
            rx.cond(
                earnings.is_older,
                nothing(
                    "No older entries",
                    "You have seen them all.",
                    "To the newest",
                    routes.STUDIO_EARNINGS,
                ),
                nothing(
                    "Nothing earned yet",
                    "Put a product on a video. When somebody follows it and orders, it stands "
                    "here, with what you earn and why.",
                    "To your videos",
                    routes.STUDIO,
                ),
            ),
        ),
        class_name="col col--3",
        aria_labelledby="entries",
    )


def entry(one: rx.vars.ObjectVar[EntryView]) -> rx.Component:
    """Show one commission; what led to it and what happened since unfolds."""
    return rx.el.li(
        rx.el.article(
            rx.el.div(
                rx.el.h3(link(one.name, href=one.order_url, class_name="link--quiet strong t15")),
                rx.el.p(one.reason, class_name="t13 muted"),
                class_name="entry__what",
            ),
            rx.el.p(
                one.amount,
                class_name=rx.cond(
                    one.state == "estimated",
                    "strong num entry__amount muted",
                    "strong num entry__amount",
                ),
            ),
            rx.el.p(
                rx.match(
                    one.state,
                    ("estimated", icon("clock")),
                    ("pending", icon("clock")),
                    ("held", icon("alert")),
                    ("reversed", icon("undo")),
                    ("ineligible", icon("close")),
                    icon("check"),
                ),
                rx.el.span(one.status),
                class_name=f"badge {one.tone} entry__state",
            ),
            rx.el.p(one.when, class_name="muted num t13 entry__day"),
            rx.el.details(
                rx.el.summary("How it came about", icon("down", "18"), class_name="more t13"),
                rx.el.div(
                    _past("From the clip to the order", one.chain),
                    _past("What happened since", one.lines),
                    class_name="entry__past",
                ),
                class_name="entry__more",
            ),
            class_name="entry",
            aria_label=one.name,
        ),
        key=one.key,
    )


def _past(title: str, things: rx.Var[list[PastView]]) -> rx.Component:
    return rx.el.div(
        rx.el.h4(title, class_name="t13 strong"),
        rx.el.ol(
            rx.foreach(things, _step),
            class_name="steps entry__steps",
            aria_label=title,
        ),
        class_name="col col--2",
    )


def _step(step: rx.vars.ObjectVar[PastView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("check"), class_name="dot"),
        rx.el.span(
            rx.el.strong(step.what),
            rx.el.span(step.detail, class_name="muted steps__detail"),
            rx.el.span(step.when, class_name="muted num t12 steps__detail"),
        ),
        class_name="done",
    )


def sent(earnings: EarningsVar) -> rx.Component:
    """Show what went to the creator's account; nothing stands here before something did."""
    return rx.cond(
        earnings.sent.length() > 0,
        rx.el.section(
            rx.el.h2("Sent to you", class_name="t18", id="sent"),
            rx.el.ul(rx.foreach(earnings.sent, _sent), class_name="rows num", aria_label="Payouts"),
            rx.el.p("The last ones; all of them stand in your statements.", class_name="t13 muted"),
            class_name="card col",
            aria_labelledby="sent",
        ),
    )


def _sent(one: rx.vars.ObjectVar[SentView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(one.about, class_name="sent__what"),
            rx.el.span(one.when, class_name="t13 muted sent__what"),
            rx.cond(one.note != "", rx.el.span(one.note, class_name="t13 muted sent__what")),
        ),
        rx.el.strong(one.amount),
        key=one.key,
    )


def papers(earnings: EarningsVar) -> rx.Component:
    """Offer the ledger, how to check it, and the statements."""
    return rx.el.section(
        rx.el.h2("Your papers", class_name="t18", id="papers"),
        rx.el.p(
            "Every line of your ledger carries the hash of the line before it. Whoever has the "
            "file can check, without us, that nothing was changed, taken out or put in.",
            class_name="soft t14",
        ),
        link(
            icon("download", "18"),
            "Download the ledger",
            href=routes.LEDGER_FILE,
            class_name="btn btn--line",
            custom_attrs={"download": ""},
        ),
        rx.cond(
            earnings.ledger_end != "",
            rx.el.details(
                rx.el.summary("How to check it", icon("down", "18"), class_name="more t14"),
                rx.el.p(
                    "In a copy of this product’s source, with Python and nothing else:",
                    class_name="t13 muted",
                ),
                rx.el.pre(
                    rx.el.code("make verify-ledger FILE=ledger.jsonl END=", earnings.ledger_end),
                    class_name="code",
                    tab_index=0,
                    role="region",
                    aria_label="The command",
                ),
                rx.el.p(
                    "The end is the number and the hash of your last line as it is now: with it, "
                    "also lines that are missing at the end are found out.",
                    class_name="t13 muted",
                ),
                class_name="col col--2",
            ),
        ),
        rx.cond(
            earnings.months.length() > 0,
            rx.el.div(
                rx.el.h3("Statements", class_name="t14 strong"),
                rx.el.ul(
                    rx.foreach(earnings.months, _month),
                    class_name="row row--wrap months",
                    aria_label="Statements",
                ),
                class_name="col col--2",
            ),
        ),
        class_name="card col",
        aria_labelledby="papers",
    )


def _month(month: rx.vars.ObjectVar[MonthView]) -> rx.Component:
    return rx.el.li(link(month.name, href=month.url, class_name="pill"), key=month.name)
