"""Writing to each other: one thread for two people, each message stored once."""

import re
import secrets

from sqlmodel import Session

from smallgestures import clock
from smallgestures.accounts.queries import get_person
from smallgestures.live.service import announce
from smallgestures.messaging import queries
from smallgestures.messaging.errors import (
    BadKey,
    NoteToSelf,
    NotReachable,
    ThreadNotFound,
    YouBlocked,
)
from smallgestures.messaging.models import CLIENT_KEY_LIMIT, Message, MessageKind
from smallgestures.messaging.queries import Between, Side
from smallgestures.messaging.showing import conversations_of
from smallgestures.messaging.text import stored_text

TOPIC = "inbox"
_KEY = re.compile(rf"[A-Za-z0-9_-]{{8,{CLIENT_KEY_LIMIT}}}")


def post_message(
    db: Session,
    *,
    sender_id: int,
    recipient_id: int,
    kind: MessageKind,
    client_key: str,
    text: str = "",
    subject_id: int | None = None,
) -> Message:
    """Store a message, once however often it is sent, and tell both people's open pages.

    The first message of somebody whom the recipient neither follows nor is followed by waits
    as a request. Whoever answers has let the other in.

    Args:
        db: The open transaction.
        sender_id: Who writes.
        recipient_id: To whom.
        kind: What the message shows.
        client_key: Made by whoever sends; the same key of the same sender is the same message.
        text: What was typed; may be empty for everything but a text.
        subject_id: The row that the message shows, for everything but a text.

    Raises:
        NoteToSelf: Sender and recipient are one.
        NotReachable: The account is closed, or one of the two blocks the other.
        SaysNothing: A text without anything to be seen.
        TooLong: More text than a message holds.
        BadKey: The key is none.
    """
    if not _KEY.fullmatch(client_key):
        raise BadKey
    between = queries.find_between(db, sender_id, recipient_id, client_key)
    if between.message_id is not None:
        return queries.get_message(db, between.message_id)
    said = stored_text(text) if text or kind is MessageKind.TEXT else ""
    _require_reachable(db, sender_id, recipient_id, between)
    theirs = queries.ensure_thread(
        db, sender_id, recipient_id, public_id=_new_id(), seen_by=recipient_id
    )
    now = clock.now()
    message = Message(
        created_at=now,
        thread_id=theirs.thread_id,
        sender_id=sender_id,
        client_key=client_key,
        kind=kind,
        text=said,
        subject_id=subject_id,
        sent_at=now,
    )
    if not queries.insert_message(db, message):
        # Sent at this moment by a second press; that one has committed by now.
        return queries.get_message_of(db, sender_id, client_key)
    is_request: bool | None = None  # as it was
    if kind is MessageKind.GIFT:
        # Whom gifts may come from, each person says for themselves: none waits among requests.
        is_request = False
    elif theirs.last_message_id is None:
        is_request = between.are_strangers
    queries.note_message(db, message, recipient_id=recipient_id, is_request=is_request)
    # Whoever waits for it first: the sender's page has drawn it already.
    hears = [sender_id] if theirs.is_hidden else [recipient_id, sender_id]
    announce(db, to=hears, topic=TOPIC, subject_id=theirs.thread_id)
    return message


def open_thread(db: Session, person_id: int, *, with_id: int) -> str:
    """Return the public id of the thread of two people, which begins here if it is new.

    Nobody is told, and nobody's list shows it before something is written.

    Raises:
        NoteToSelf: Both are one.
        NotReachable: The account is closed.
    """
    if person_id == with_id:
        raise NoteToSelf
    if get_person(db, with_id) is None:
        raise NotReachable("This person")
    mine = queries.ensure_thread(db, person_id, with_id, public_id=_new_id(), seen_by=person_id)
    return mine.public_id


def read_messages(db: Session, public_id: str, *, person_id: int, through_id: int) -> None:
    """Count everything up to a message as read; the other person's page shows “Seen”.

    Reading a request tells its sender nothing.

    Raises:
        ThreadNotFound: There is no such thread, or it is other people's.
    """
    side = find_own(db, public_id, person_id)
    last_id = min(through_id, side.mine.last_message_id or 0)
    if last_id <= (side.mine.read_through_id or 0):
        return
    queries.read_through(db, side, last_id)
    quiet = side.mine.is_request or side.mine.is_hidden
    hears = [person_id] if quiet else [person_id, side.other.key]
    announce(db, to=hears, topic=TOPIC, subject_id=side.thread.key)


def accept_request(db: Session, public_id: str, *, person_id: int) -> None:
    """Let a stranger in: the request becomes a conversation like any other.

    Raises:
        ThreadNotFound: There is no such thread, or it is other people's.
    """
    side = find_own(db, public_id, person_id)
    if side.mine.is_request or side.mine.is_hidden:
        queries.answer_request(db, side, is_hidden=False)
        announce(db, to=[person_id], topic=TOPIC, subject_id=side.thread.key)


def turn_down_request(db: Session, public_id: str, *, person_id: int) -> None:
    """Put a stranger's request, and whatever follows it, out of the person's sight.

    The stranger is told nothing; it ends when the person writes to them.

    Raises:
        ThreadNotFound: There is no such thread, or it is other people's.
    """
    side = find_own(db, public_id, person_id)
    if side.mine.is_request:
        queries.answer_request(db, side, is_hidden=True)
        announce(db, to=[person_id], topic=TOPIC, subject_id=side.thread.key)


def find_own(db: Session, public_id: str, person_id: int) -> Side:
    """Return a thread as one of its members has it, to be changed in this transaction.

    Raises:
        ThreadNotFound: There is no such thread, or it is other people's.
    """
    side = queries.find_side(db, public_id, person_id, lock=True)
    if side is None:
        raise ThreadNotFound
    return side


def _require_reachable(db: Session, sender_id: int, recipient_id: int, between: Between) -> None:
    if sender_id == recipient_id:
        raise NoteToSelf
    recipient = get_person(db, recipient_id)
    if recipient is None:
        raise NotReachable("This person")
    if between.sender_blocks:
        raise YouBlocked(recipient.name)
    if between.recipient_blocks:
        raise NotReachable(recipient.name)


def _new_id() -> str:
    return secrets.token_urlsafe(16)


__all__ = [
    "TOPIC",
    "accept_request",
    "conversations_of",
    "find_own",
    "open_thread",
    "post_message",
    "read_messages",
    "turn_down_request",
]
