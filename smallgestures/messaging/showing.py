"""Conversations and messages, as one of the two people may see them."""

from collections.abc import Sequence

from sqlmodel import Session

from smallgestures.accounts.cards import Profile
from smallgestures.accounts.models import Person
from smallgestures.accounts.ties.queries import blockers_between
from smallgestures.messaging import queries
from smallgestures.messaging.cards import Conversation, MessageCard, ThreadCard, Unread
from smallgestures.messaging.errors import ThreadNotFound
from smallgestures.messaging.models import Message, MessageKind

PAGE = 20
MESSAGES_PAGE = 30
# Whoever missed more than this begins anew with the newest page.
CATCH_UP = 100


def conversations_of(
    db: Session, person_id: int, *, before_id: int | None = None, requests: bool = False
) -> list[Conversation]:
    """Return a page of a person's conversations, the newest first.

    Args:
        db: The open session.
        person_id: Whose.
        before_id: `last.id` of the conversation that the page begins after.
        requests: What strangers ask, instead of what was let in.
    """
    rows = queries.list_conversations(
        db, person_id, requests=requests, before_id=before_id, limit=PAGE
    )
    return [
        Conversation(
            thread_id=thread.key,
            public_id=thread.public_id,
            person=_profile(person),
            last=_card(message, person_id),
            unread=mine.unread,
            is_request=mine.is_request,
        )
        for mine, thread, message, person in rows
    ]


def recent_people(db: Session, person_id: int, *, limit: int) -> list[Profile]:
    """Return the people spoken with last whom no block keeps apart, the last first."""
    return [_profile(person) for person in queries.list_recent_people(db, person_id, limit=limit)]


def show_thread(
    db: Session,
    public_id: str,
    *,
    viewer_id: int,
    before_id: int | None = None,
    after_id: int | None = None,
) -> ThreadCard:
    """Return the newest messages of a thread, or those in front of one, or those after one.

    After a message that is too far back come the newest ones, and `follows_on` is False.

    Raises:
        ThreadNotFound: There is no such thread, or it is other people's.
    """
    side = queries.find_side(db, public_id, viewer_id)
    if side is None:
        raise ThreadNotFound
    thread_id = side.thread.key
    newer = _newer(db, thread_id, after_id) if after_id is not None else None
    page = (
        newer
        or queries.newest_messages(db, thread_id, before_id=before_id, limit=MESSAGES_PAGE + 1)[
            ::-1
        ]
    )
    is_cut = newer is not None or len(page) > MESSAGES_PAGE
    before, messages = (page[0], page[1:]) if is_cut else (None, page)
    blockers = blockers_between(db, viewer_id, side.other.key)
    tells = not (blockers or side.theirs.is_request or side.theirs.is_hidden)
    return ThreadCard(
        thread_id=thread_id,
        public_id=side.thread.public_id,
        person=_profile(side.other),
        messages=_cards(messages, viewer_id),
        before=_card(before, viewer_id) if before else None,
        follows_on=newer is not None,
        has_older=is_cut,
        seen_through_id=(side.theirs.read_through_id or 0) if tells else 0,
        unread=side.mine.unread,
        is_request=side.mine.is_request,
        has_blocked=viewer_id in blockers,
    )


def _newer(db: Session, thread_id: int, after_id: int) -> list[Message] | None:
    """Return a message and what follows it; None when that is too much, or it isn't there."""
    found = queries.messages_from(db, thread_id, after_id, limit=CATCH_UP + 2)
    is_there = bool(found) and found[0].key == after_id
    return found if is_there and len(found) <= CATCH_UP + 1 else None


def unread_of(db: Session, person_id: int) -> Unread:
    """Return what waits for a person."""
    messages, requests = queries.count_unread(db, person_id)
    return Unread(messages, requests > 0)


def _cards(messages: Sequence[Message], viewer_id: int) -> list[MessageCard]:
    return [_card(message, viewer_id) for message in messages]


def _card(message: Message, viewer_id: int) -> MessageCard:
    is_mine = message.sender_id == viewer_id
    return MessageCard(
        id=message.key,
        client_key=message.client_key if is_mine else "",
        kind=MessageKind(message.kind),
        text=message.text,
        subject_id=message.subject_id,
        sent_at=message.sent_at,
        is_mine=is_mine,
    )


def _profile(person: Person) -> Profile:
    name = person.name if person.disabled_at is None else "Closed account"
    return Profile(person.key, person.handle, name)
