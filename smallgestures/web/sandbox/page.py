"""The sandbox: mail that never left, time that can be moved, and what Stripe told of."""

from typing import cast

import reflex as rx

from smallgestures.mail.service import TOPIC
from smallgestures.product_time.service import DAYS
from smallgestures.web import routes
from smallgestures.web.live.heard import heard
from smallgestures.web.sandbox.components import event_row, mail_row
from smallgestures.web.sandbox.views import SandboxView, TimeView
from smallgestures.web.shell.live import live
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.signin.controls import post_form, said_of
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link
from smallgestures.web.ui.submit_once import submit_once

SOURCE = "/api/sandbox"

SandboxVar = rx.vars.ObjectVar[SandboxView]
TimeVar = rx.vars.ObjectVar[TimeView]


def sandbox_page() -> rx.Component:
    """Show everybody's own mail, and to moderators the rest."""
    sandbox = page_var("sandbox", SandboxView)
    time = cast(TimeVar, sandbox.time)
    return page(
        rx.el.div(
            rx.el.div(
                rx.el.h1(rx.cond(time, "Sandbox", "Mailbox")),
                rx.el.p(
                    "No mail server is set up here, so mail stays on this machine.",
                    class_name="lead",
                ),
            ),
            rx.cond(
                sandbox.is_signed_in,
                link("Check again", href=routes.SANDBOX, class_name="btn btn--line"),
            ),
            class_name="page__head",
        ),
        live("sandbox", source=SOURCE, active=time.is_moving),
        heard(TOPIC, source=rx.cond(sandbox.is_signed_in, SOURCE, ""), part="sandbox"),
        rx.cond(
            sandbox.is_signed_in,
            rx.cond(time, _all(sandbox, time), _mails(sandbox)),
            _signed_out(),
        ),
        current=routes.SANDBOX,
        class_name=rx.cond(time, "page", "page page--read"),
    )


def _all(sandbox: SandboxVar, time: TimeVar) -> rx.Component:
    return rx.el.div(
        _time(time),
        rx.el.div(
            rx.el.div(
                rx.el.h2("Mail", class_name="h3"),
                _mails(sandbox),
                class_name="col col--4",
            ),
            _events(sandbox),
            class_name="two",
        ),
        class_name="col col--6",
    )


def _time(time: TimeVar) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2("Product time", class_name="t14 soft"),
                rx.el.p(time.now, class_name="h3 num", role="status", aria_label="Product time"),
                rx.el.p(
                    rx.cond(
                        time.is_ahead,
                        "Ahead of the clock on the wall. It never goes back.",
                        "The clock on the wall.",
                    ),
                    class_name="t13 muted",
                ),
            ),
            rx.cond(time.is_moving, rx.fragment(), _buttons()),
            class_name="row row--between row--wrap",
        ),
        said_of("time"),
        rx.cond(time.is_moving, _progress(time)),
        class_name="card col col--4",
        aria_label="Product time",
    )


def _buttons() -> rx.Component:
    return rx.el.div(
        *(
            post_form(
                f"{routes.SANDBOX}/advance",
                rx.el.input(type="hidden", name="days", value=str(days)),
                submit_once(
                    f"Advance {days} day{'' if days == 1 else 's'}",
                    class_name="btn btn--line btn--sm",
                ),
            )
            for days in DAYS
        ),
        class_name="row row--wrap",
    )


def _progress(time: TimeVar) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(style={"width": f"{time.percent}%"}),
            class_name="progress",
            role="progressbar",
            aria_label="Moving time",
            custom_attrs={
                "aria-valuenow": time.percent,
                "aria-valuemin": "0",
                "aria-valuemax": "100",
            },
        ),
        rx.el.p(time.doing, class_name="t13 muted num"),
        class_name="col col--2",
    )


def _events(sandbox: SandboxVar) -> rx.Component:
    return rx.el.section(
        rx.el.h2("Stripe events", class_name="h3"),
        rx.cond(
            sandbox.events.length() > 0,
            rx.el.ul(
                rx.foreach(sandbox.events, event_row),
                class_name="sandbox-events",
                aria_label="Stripe events",
            ),
            rx.el.p("Stripe has told of nothing yet.", class_name="t14 muted"),
        ),
        class_name="col col--3",
    )


def _mails(sandbox: SandboxVar) -> rx.Component:
    return rx.cond(
        sandbox.mails.length() > 0,
        rx.el.ul(
            rx.foreach(sandbox.mails, mail_row), aria_label="Mail", class_name="col col--4 mailbox"
        ),
        rx.cond(
            sandbox.has_mailbox,
            _state("No mail yet", rx.el.p("What we write to you appears here.")),
            _state("Mail goes out by SMTP here", rx.el.p("So it is in people’s own mailboxes.")),
        ),
    )


def _signed_out() -> rx.Component:
    return _state(
        "Sign in to read your mail",
        rx.el.p(
            "Everybody reads their own mail here, and moderators read all of it. "
            "Can’t sign in? Ask a moderator, or whoever runs this: "
            "the messages are in the database in the data directory."
        ),
        link(
            "Sign in",
            href=f"{routes.SIGN_IN}?next={routes.SANDBOX}",
            class_name="btn btn--primary",
        ),
    )


def _state(title: str, *words: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.span(icon("mail", "28"), class_name="state__art"),
        rx.el.h2(title, class_name="h3"),
        *words,
        class_name="state",
    )
