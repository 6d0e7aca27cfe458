"""Conversations and messages as the rest of the product sees them: plain values."""

from dataclasses import dataclass
from datetime import datetime

from smallgestures.accounts.cards import Profile
from smallgestures.messaging.models import MessageKind


@dataclass(frozen=True)
class MessageCard:
    """One message, as one of the two sees it."""

    id: int
    client_key: str
    kind: MessageKind
    text: str
    subject_id: int | None
    sent_at: datetime
    is_mine: bool


@dataclass(frozen=True)
class Conversation:
    """One conversation in a list; `last.id` is where the next page begins."""

    thread_id: int
    public_id: str
    person: Profile
    last: MessageCard
    unread: int
    is_request: bool


@dataclass(frozen=True)
class ThreadCard:
    """A page of a conversation, the oldest message first.

    `before` is the message in front of the first one, if there is one. `follows_on`: these are
    the messages after one that was asked for. `seen_through_id` is the last message that the
    other person is known to have seen.
    """

    thread_id: int
    public_id: str
    person: Profile
    messages: list[MessageCard]
    before: MessageCard | None
    follows_on: bool
    has_older: bool
    seen_through_id: int
    unread: int
    is_request: bool
    has_blocked: bool


@dataclass(frozen=True)
class Unread:
    """What waits for a person: messages, and whether a stranger's request does."""

    messages: int
    has_requests: bool
