"""The parts of one conversation."""

from typing import Any

import reflex as rx

from smallgestures.messaging.models import MessageKind
from smallgestures.web import routes
from smallgestures.web.gifts.components import gift_article
from smallgestures.web.gifts.views import GiftView
from smallgestures.web.inbox import thread as own
from smallgestures.web.inbox.views import MessageView, ThreadView
from smallgestures.web.live.heard import heard
from smallgestures.web.shell.page_data import page_var
from smallgestures.web.signin.controls import post_form, said_of
from smallgestures.web.ties.components import tie_menu
from smallgestures.web.ui.frame import avatar
from smallgestures.web.ui.icons import icon
from smallgestures.web.ui.links import link
from smallgestures.web.ui.submit_once import submit_once

ThreadVar = rx.vars.ObjectVar[ThreadView]
MessageVar = rx.vars.ObjectVar[MessageView]


def shared_card(shared: Any) -> rx.Component:
    """Show a clip or a product as a link with its picture."""
    return link(
        rx.el.img(src=shared.picture, alt="", loading="lazy"),
        rx.el.span(
            rx.el.strong(shared.title, class_name="shared__title", dir="auto"),
            rx.el.span(shared.by, class_name="t13 muted"),
            class_name="shared__what",
        ),
        href=shared.url,
        class_name="shared",
    )


def conversation(thread: ThreadVar) -> rx.Component:
    """Show one conversation, and the box to write into it."""
    return rx.el.section(
        _head(thread),
        heard("inbox", source=page_var("thread_source"), part="thread", grows="messages"),
        heard("gift", source=page_var("thread_source"), part="thread", grows="messages", anew=True),
        own.read_mark(thread),
        rx.el.div(said_of("person"), class_name="inbox__said"),
        rx.el.div(
            rx.el.div(
                own.older(thread),
                rx.cond(
                    thread.messages.length() > 0,
                    rx.fragment(),
                    rx.el.p(f"Say hello to {thread.name}.", class_name="log__first muted t14"),
                ),
                rx.foreach(thread.messages, _message),
                own.waiting(thread),
                _seen(thread),
                class_name="log__in",
            ),
            role="log",
            aria_label="Messages",
            aria_live="polite",
            tab_index=0,
            class_name="log",
        ),
        rx.cond(
            thread.has_blocked,
            _blocked(thread),
            rx.cond(thread.is_request, _request(thread), own.compose(thread, shared_card)),
        ),
        class_name="inbox__thread",
        aria_label=f"Conversation with {thread.name}",
    )


def _head(thread: ThreadVar) -> rx.Component:
    return rx.el.header(
        link(
            icon("back", "24"),
            href=rx.cond(thread.is_request, f"{routes.INBOX}?show=requests", routes.INBOX),
            class_name="icon-btn only-phone",
            aria_label="Back to inbox",
        ),
        link(
            avatar(thread.handle, thread.name, "40"),
            rx.el.span(
                rx.el.strong(thread.name, class_name="inbox__name"),
                rx.el.span(f"@{thread.handle}", class_name="t13 muted"),
                class_name="inbox__who",
            ),
            href=f"/u/{thread.handle}",
            class_name="row grow",
        ),
        tie_menu(
            thread.handle,
            thread.name,
            has_blocked=thread.has_blocked,
            back=thread.url,
            thread=thread.key,
        ),
        class_name="inbox__head",
    )


def _message(message: MessageVar) -> rx.Component:
    return rx.fragment(
        rx.cond(message.heading != "", rx.el.time(message.heading, date_time=message.at)),
        rx.cond(message.gift, gift_article(message.gift.to(GiftView))),
        rx.cond(
            message.is_gone,
            rx.el.p(
                "What was shared here is no longer there.",
                class_name=rx.cond(message.is_mine, "bubble bubble--me", "bubble"),
            ),
        ),
        rx.cond(
            message.shared,
            rx.cond(message.kind == MessageKind.THANKS, _thanks(message), _shared(message)),
            _text(message),
        ),
        key=message.key,
    )


def _shared(message: MessageVar) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            shared_card(message.shared),
            class_name=rx.cond(message.is_mine, "shared-by-me", "shared-with-me"),
        ),
        _text(message),
    )


def _thanks(message: MessageVar) -> rx.Component:
    """Show thanks for a gift that came with a video: its picture leads to it."""
    clip: Any = message.shared
    return rx.el.div(
        link(
            rx.el.img(src=clip.picture, alt="", loading="lazy"),
            rx.el.span(icon("play", "20"), class_name="thanks__play"),
            rx.el.span(
                rx.el.span("Watch the video: ", class_name="sr"),
                rx.el.strong(clip.title, class_name="shared__title", dir="auto"),
                class_name="thanks__title",
            ),
            href=clip.url,
            class_name="thanks__clip",
        ),
        rx.el.p(message.text, dir="auto", class_name="thanks__text"),
        class_name=rx.cond(message.is_mine, "thanks shared-by-me", "thanks"),
    )


def _text(message: MessageVar) -> rx.Component:
    return rx.cond(
        message.text != "",
        rx.el.p(
            message.text,
            dir="auto",
            class_name=rx.cond(message.is_mine, "bubble bubble--me", "bubble"),
        ),
    )


def _seen(thread: ThreadVar) -> rx.Component:
    messages: Any = thread.messages
    last = messages[-1]
    return rx.cond(
        messages.length() > 0,
        rx.cond(
            last.is_mine & (last.key <= thread.seen_through),
            rx.el.p("Seen", class_name="sent__how"),
        ),
    )


def _request(thread: ThreadVar) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            f"{thread.name} wants to write to you. They don’t know that you have seen this.",
            class_name="t14 soft",
        ),
        rx.el.div(
            post_form(f"{thread.url}/accept", submit_once("Accept", class_name="btn btn--primary")),
            post_form(
                f"{thread.url}/turn-down", submit_once("Turn down", class_name="btn btn--line")
            ),
            class_name="row",
        ),
        class_name="asked",
        role="group",
        aria_label="Message request",
    )


def _blocked(thread: ThreadVar) -> rx.Component:
    return rx.el.div(
        rx.el.p(f"You blocked {thread.name}. Neither of you can write.", class_name="t14 soft"),
        class_name="asked",
    )
