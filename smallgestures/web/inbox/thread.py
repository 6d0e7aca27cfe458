"""The parts of a conversation that only the browser can do."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.vars.base import Var

from smallgestures.messaging.models import TEXT_LIMIT
from smallgestures.web.inbox.shared import SharedView
from smallgestures.web.live.heard import grown
from smallgestures.web.shell.page_data import get_page_data, page_var, set_page_data
from smallgestures.web.ui.browser_module import browser_module
from smallgestures.web.ui.icons import icon

_LIBRARY = browser_module(__file__, "thread.jsx")


class Compose(rx.Component):
    """The box in which one writes, and its button."""

    library = _LIBRARY
    tag = "Compose"

    url: Var[str]
    thread: Var[str]
    viewer: Var[str]
    name: Var[str]
    draft: Var[str]
    refused: Var[str]
    limit: Var[int]
    share: Var[str]
    button: Var[Any]
    put: Var[Any]
    data: Var[Any]
    grown: Var[Any]


class Waiting(rx.Component):
    """What was sent and is not there yet."""

    library = _LIBRARY
    tag = "Waiting"

    thread: Var[str]
    viewer: Var[str]
    messages: Var[Any]


class ReadMark(rx.Component):
    """Counts what is looked at as read."""

    library = _LIBRARY
    tag = "ReadMark"

    url: Var[str]
    last: Var[int]
    unread: Var[int]


class Older(rx.Component):
    """Loads the messages in front of those that are shown."""

    library = _LIBRARY
    tag = "Older"

    url: Var[str]
    put: Var[Any]
    data: Var[Any]


def compose(thread: Any, shared_card: Callable[[Any], rx.Component]) -> rx.Component:
    """Render the box and its button for a conversation, with what is about to be shared."""
    shared = page_var("share", SharedView)
    return Compose.create(
        rx.cond(shared, shared_card(shared)),
        button=icon("send"),
        share=page_var("share.name"),
        url=thread.url,
        thread=thread.key,
        viewer=page_var("viewer.handle"),
        name=thread.name,
        draft=page_var("draft"),
        refused=page_var("refused"),
        limit=TEXT_LIMIT,
        put=set_page_data(),
        data=get_page_data(),
        grown=grown(),
    )


def waiting(thread: Any) -> rx.Component:
    """Render what was sent from this tab and has not arrived."""
    return Waiting.create(
        thread=thread.key, viewer=page_var("viewer.handle"), messages=thread.messages
    )


def read_mark(thread: Any) -> rx.Component:
    """Have the conversation counted as read while it is looked at."""
    return ReadMark.create(
        url=f"{thread.url}/read", last=thread.messages[-1].key, unread=thread.unread
    )


def older(thread: Any) -> rx.Component:
    """Render the button in front of the first message, while there are older ones."""
    return Older.create(url=thread.older_url, put=set_page_data(), data=get_page_data())
