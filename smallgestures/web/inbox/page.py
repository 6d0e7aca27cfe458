"""The pages of messages: the list, and one conversation beside it."""

import reflex as rx

from smallgestures.web import routes
from smallgestures.web.inbox.components import conversation
from smallgestures.web.inbox.conversations import conversations, nothing_chosen
from smallgestures.web.inbox.views import InboxView, ThreadView
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.ui.frame import bottom_bar, navigation, sandbox_note, skip_link


def inbox_page() -> rx.Component:
    """Show the person's conversations, the newest first."""
    inbox = page_var("inbox", InboxView)
    return _frame(
        rx.cond(
            inbox,
            rx.fragment(conversations(inbox), nothing_chosen()),
        ),
        bottom_bar(routes.INBOX),
        kind="inbox inbox--list",
        app="app",
    )


def thread_page() -> rx.Component:
    """Show one conversation, and on wide screens the list beside it."""
    inbox, thread = page_var("inbox", InboxView), page_var("thread", ThreadView)
    return _frame(
        rx.cond(
            thread,
            rx.fragment(conversations(inbox), conversation(thread)),
        ),
        kind="inbox",
        app="app app--nobar",
    )


def _frame(content: rx.Component, *below: rx.Component, kind: str, app: str) -> rx.Component:
    return rx.el.div(
        skip_link(),
        navigation(routes.INBOX),
        rx.el.div(
            sandbox_note(),
            rx.el.main(content, class_name=kind, id="content"),
            class_name="inbox-frame",
        ),
        *below,
        class_name=app,
    )
