"""The list of conversations, and what stands in its place when there is none."""

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.inbox.components import shared_card
from smallgestures.web.inbox.new_message import new_message_button, new_message_dialog
from smallgestures.web.inbox.shared import SharedView
from smallgestures.web.inbox.views import ConversationView, InboxView
from smallgestures.web.live.heard import heard
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.signin.controls import said_of
from smallgestures.web.ui.frame import avatar
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link

InboxVar = rx.vars.ObjectVar[InboxView]


def conversations(inbox: InboxVar) -> rx.Component:
    """Show the list of conversations, or what strangers ask."""
    return rx.el.section(
        rx.el.div(
            rx.el.h1(rx.cond(inbox.shows_requests, "Requests", "Inbox"), class_name="h2"),
            rx.el.div(_other_list(inbox), new_message_button(), class_name="inbox__tools"),
            class_name="inbox__title",
        ),
        new_message_dialog(),
        said_of("message"),
        rx.cond(page_var("share", bool), _sharing()),
        heard("inbox", source=page_var("inbox_source"), part="inbox"),
        rx.cond(
            inbox.rows.length() > 0,
            rx.el.ul(rx.foreach(inbox.rows, _row), aria_label="Conversations"),
            _no_conversations(inbox),
        ),
        rx.cond(
            inbox.older_url != "",
            rx.el.div(
                link("Older conversations", href=inbox.older_url, class_name="btn btn--line"),
                class_name="inbox__older",
            ),
        ),
        class_name="inbox__list",
        aria_label="Inbox",
    )


def _other_list(inbox: InboxVar) -> rx.Component:
    return rx.cond(
        inbox.shows_requests,
        link("All messages", href=routes.INBOX, class_name="link t14"),
        link(
            "Requests",
            rx.cond(
                page_var("unread.has_requests", bool),
                rx.el.span(class_name="dot", role="img", aria_label="new"),
            ),
            href=f"{routes.INBOX}?show=requests",
            class_name="link t14",
        ),
    )


def _row(row: rx.vars.ObjectVar[ConversationView]) -> rx.Component:
    return rx.el.li(
        link(
            avatar(row.handle, row.name, "48"),
            rx.el.span(
                rx.el.strong(row.name),
                rx.el.span(row.preview, class_name="clip1 conv__said", dir="auto"),
                class_name="conv__what",
            ),
            rx.el.span(
                rx.el.time(row.when, date_time=row.at),
                rx.cond(
                    row.unread != "",
                    rx.el.span(
                        row.unread,
                        class_name="count",
                        role="img",
                        aria_label=f"{row.unread} unread",
                    ),
                ),
                class_name="conv__when",
            ),
            href=f"{row.url}{_share_query()}",
            class_name=rx.cond(
                row.is_gift, "conv conv--gift", rx.cond(row.unread != "", "conv conv--new", "conv")
            ),
            custom_attrs={
                "aria-current": rx.cond(
                    row.key == page_var("thread.key"), "page", rx.Var("undefined")
                )
            },
        ),
        key=row.key,
    )


def _share_query() -> rx.Var[str]:
    return rx.cond(page_var("share", bool), page_var("share.query"), "").to(str)


def _sharing() -> rx.Component:
    return rx.el.div(
        rx.el.p("Choose who gets this:", class_name="t14 strong"),
        shared_card(page_var("share", SharedView)),
        class_name="inbox__sharing",
    )


def _no_conversations(inbox: InboxVar) -> rx.Component:
    return rx.cond(
        inbox.is_older | inbox.shows_requests,
        rx.cond(
            inbox.shows_requests,
            state(
                "Nobody is waiting",
                "When somebody you don’t know writes to you, it waits here until you let them in.",
            ),
            state("No older conversations", "You have seen them all."),
        ),
        state(
            "Say something small",
            "No messages yet. Choose “New message”, find somebody and write the first one.",
        ),
    )


def state(title: str, words: str) -> rx.Component:
    """Say that there is nothing here, and what to do next."""
    return rx.el.div(
        rx.el.span(icon("message", "28"), class_name="state__art"),
        rx.el.h2(title, class_name="h3"),
        rx.el.p(words),
        class_name="state",
    )


def nothing_chosen() -> rx.Component:
    """Say what the empty half of a wide page is for."""
    return rx.el.section(
        state("Choose a conversation", "What you and your friends write stands here."),
        class_name="inbox__thread inbox__thread--none",
        aria_label="No conversation",
    )
