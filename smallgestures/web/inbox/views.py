"""Conversations and messages as their pages show them: all words made, in the reader's zone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from smallgestures import clock
from smallgestures.messaging.cards import Conversation, MessageCard, ThreadCard, Unread
from smallgestures.messaging.models import MessageKind
from smallgestures.web import routes
from smallgestures.web.gifts.views import GiftView
from smallgestures.web.inbox.shared import SharedView, Subject
from smallgestures.web.ui.dates import lately

# Messages that follow each other faster than this stand under one time.
TOGETHER = timedelta(minutes=15)
MOST_SHOWN = 99
SHARED = frozenset({MessageKind.VIDEO, MessageKind.PRODUCT})

WHAT_CAME = {
    MessageKind.GIFT: "Sent you a gift",
    MessageKind.THANKS: "Said thank you",
    MessageKind.VIDEO: "Sent you a video",
    MessageKind.PRODUCT: "Sent you a product",
}
WHAT_WENT = {
    MessageKind.GIFT: "You sent a gift",
    MessageKind.THANKS: "You said thank you",
    MessageKind.VIDEO: "You sent a video",
    MessageKind.PRODUCT: "You sent a product",
}


@dataclass(frozen=True)
class MessageView:
    """One message; `heading` is the time that stands above it, if one does.

    `is_gone`: the clip or the product that it showed is no longer there.
    """

    key: int
    client_key: str
    kind: str
    is_mine: bool
    text: str
    heading: str
    at: str
    shared: SharedView | None
    is_gone: bool
    gift: GiftView | None


@dataclass(frozen=True)
class ThreadView:
    """A conversation, or what is new in it (`follows_on`)."""

    key: str
    url: str
    handle: str
    name: str
    messages: list[MessageView]
    follows_on: bool
    older_url: str
    seen_through: int
    unread: int
    is_request: bool
    has_blocked: bool


@dataclass(frozen=True)
class ConversationView:
    """One conversation in the list."""

    key: str
    url: str
    handle: str
    name: str
    preview: str
    when: str
    at: str
    unread: str
    is_gift: bool


@dataclass(frozen=True)
class InboxView:
    """A page of conversations, or of requests."""

    rows: list[ConversationView]
    older_url: str
    is_older: bool
    shows_requests: bool


@dataclass(frozen=True)
class UnreadView:
    """What the navigation says: how many, and the same in words."""

    count: str
    words: str
    has_requests: bool


@dataclass(frozen=True)
class Subjects:
    """What messages show beside their text, by the id of what they are about."""

    gifts: dict[int, GiftView] = field(default_factory=dict)
    shared: dict[Subject, SharedView] = field(default_factory=dict)


def view_of_thread(card: ThreadCard, time_zone: str, subjects: Subjects) -> ThreadView:
    """Return a conversation as its page shows it."""
    messages: list[MessageView] = []
    last = card.before
    for message in card.messages:
        messages.append(_message(message, last, time_zone, subjects))
        last = message
    older = f"?before={card.messages[0].id}" if card.has_older and card.messages else ""
    address = routes.thread(card.public_id)
    return ThreadView(
        key=card.public_id,
        url=address,
        handle=card.person.handle,
        name=card.person.name,
        messages=messages,
        follows_on=card.follows_on,
        older_url=f"/api{address}{older}" if older else "",
        seen_through=card.seen_through_id,
        unread=card.unread,
        is_request=card.is_request,
        has_blocked=card.has_blocked,
    )


def view_of_inbox(
    rows: list[Conversation],
    time_zone: str,
    *,
    older_id: int | None,
    is_older: bool,
    shows_requests: bool,
) -> InboxView:
    """Return a page of conversations; `older_id` is the last one on it when there are more."""
    address = routes.INBOX + ("?show=requests&" if shows_requests else "?")
    return InboxView(
        rows=[_conversation(row, time_zone) for row in rows],
        older_url="" if older_id is None else f"{address}before={older_id}",
        is_older=is_older,
        shows_requests=shows_requests,
    )


def view_of_unread(unread: Unread) -> UnreadView:
    """Return what the navigation says; however many strangers ask, they are one mark."""
    number = unread.messages + (1 if unread.has_requests else 0)
    return UnreadView(_count(number), f"{_count(number)} unread", unread.has_requests)


def _message(
    message: MessageCard, last: MessageCard | None, time_zone: str, subjects: Subjects
) -> MessageView:
    subject_id = message.subject_id or 0
    return MessageView(
        key=message.id,
        client_key=message.client_key,
        kind=message.kind,
        is_mine=message.is_mine,
        text=message.text,
        heading=_heading(message.sent_at, last.sent_at if last else None, time_zone),
        at=message.sent_at.isoformat(),
        shared=subjects.shared.get(Subject(message.kind, subject_id)),
        is_gone=message.kind in SHARED and Subject(message.kind, subject_id) not in subjects.shared,
        gift=subjects.gifts.get(subject_id) if message.kind is MessageKind.GIFT else None,
    )


def _heading(moment: datetime, last: datetime | None, time_zone: str) -> str:
    zone = ZoneInfo(time_zone)
    there = moment.astimezone(zone)
    same_day = last is not None and last.astimezone(zone).date() == there.date()
    if last is not None and same_day:
        return f"{there:%H:%M}" if moment - last > TOGETHER else ""
    day = lately(moment, clock.now(), time_zone)
    return f"Today {day}" if ":" in day else f"{day} {there:%H:%M}"


def _conversation(row: Conversation, time_zone: str) -> ConversationView:
    last = row.last
    words = WHAT_WENT if last.is_mine else WHAT_CAME
    said = f"You: {last.text}" if last.is_mine else last.text
    return ConversationView(
        key=row.public_id,
        url=routes.thread(row.public_id),
        handle=row.person.handle,
        name=row.person.name,
        preview=said if last.kind is MessageKind.TEXT else words[last.kind],
        when=lately(last.sent_at, clock.now(), time_zone),
        at=last.sent_at.isoformat(),
        unread=_count(row.unread),
        is_gift=last.kind is MessageKind.GIFT and row.unread > 0,
    )


def _count(number: int) -> str:
    if number > MOST_SHOWN:
        return f"{MOST_SHOWN}+"
    return str(number) if number else ""
