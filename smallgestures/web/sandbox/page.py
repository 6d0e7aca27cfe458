"""The mailbox page of an installation that sends no mail."""

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.sandbox.state import MailboxState, MailRow, TextPart
from smallgestures.web.ui.frame import page
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link


def sandbox_page() -> rx.Component:
    """Show the mail that would have gone out."""
    return page(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Mailbox"),
                rx.el.p(
                    "No mail server is set up here, so mail stays on this machine.",
                    class_name="lead",
                ),
            ),
            rx.cond(
                MailboxState.is_signed_in,
                rx.el.button(
                    "Check again",
                    type="button",
                    on_click=MailboxState.load,
                    class_name="btn btn--line",
                ),
            ),
            class_name="page__head",
        ),
        rx.cond(MailboxState.is_loaded, _content(), _loading()),
        current=routes.SANDBOX,
        class_name="page page--read",
    )


def _content() -> rx.Component:
    return rx.cond(
        MailboxState.is_signed_in,
        rx.cond(MailboxState.mails.length() > 0, _mails(), _empty()),
        _signed_out(),
    )


def _mails() -> rx.Component:
    return rx.el.ul(
        rx.foreach(MailboxState.mails, _mail),
        aria_label="Mail",
        class_name="col col--4 mailbox",
    )


def _mail(mail: rx.vars.ObjectVar[MailRow]) -> rx.Component:
    return rx.el.li(
        rx.el.article(
            rx.el.div(
                rx.el.h2(mail.subject, class_name="t16 strong"),
                rx.el.span(mail.sent, class_name="t13 muted num"),
                class_name="row row--between row--wrap",
            ),
            rx.el.p(f"To {mail.to_address}", class_name="t13 muted mailbox__to"),
            rx.el.p(rx.foreach(mail.parts, _part), class_name="t15 mailbox__text"),
            class_name="card col col--3",
            aria_label=mail.subject,
        ),
        key=mail.id,
    )


def _part(part: rx.vars.ObjectVar[TextPart]) -> rx.Component:
    return rx.cond(
        part.href != "",
        link(part.text, href=part.href, class_name="link"),
        rx.el.span(part.text),
    )


def _state(icon_name: str, title: str, *words: rx.Component | str) -> rx.Component:
    return rx.el.div(
        rx.el.span(icon(icon_name, "28"), class_name="state__art"),
        rx.el.h2(title, class_name="h3"),
        *words,
        class_name="state",
    )


def _empty() -> rx.Component:
    return _state("mail", "No mail yet", rx.el.p("What we write to you appears here."))


def _signed_out() -> rx.Component:
    return _state(
        "mail",
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


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.div(class_name="skel settings__skel"),
        rx.el.div(class_name="skel settings__skel"),
        aria_busy="true",
        aria_label="Loading",
        role="group",
        class_name="col col--4",
    )
