"""One message, and one event of Stripe's."""

import reflex as rx

from smallgestures.web.sandbox.views import EventRow, MailRow, TextPart
from smallgestures.web.ui.links import link


def mail_row(mail: rx.vars.ObjectVar[MailRow]) -> rx.Component:
    """Show a message with its links."""
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


def event_row(event: rx.vars.ObjectVar[EventRow]) -> rx.Component:
    """Show what Stripe told of, when by its clock, and what came of it here."""
    return rx.el.li(
        rx.el.div(
            rx.el.span(event.type, class_name="t14 strong sandbox-events__type"),
            rx.el.span(event.outcome, class_name="badge"),
            class_name="row row--between row--wrap",
        ),
        rx.el.div(
            rx.el.span(event.about, class_name="t12 muted sandbox-events__about"),
            rx.el.span(event.happened, class_name="t12 muted num"),
            class_name="row row--between row--wrap",
        ),
        key=event.id,
    )
