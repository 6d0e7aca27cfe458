"""Every SQL statement of messages."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Update,
    and_,
    bindparam,
    case,
    func,
    not_,
    or_,
    update,
)
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.accounts.ties.queries import is_apart_from, is_blocking, is_following
from smallgestures.db.base import table_of
from smallgestures.db.prepared import Prepared
from smallgestures.db.upsert import insert_once, insert_rows, unless_there
from smallgestures.messaging.models import Message, Thread, ThreadMember


@dataclass(frozen=True)
class Side:
    """A thread as one of its two members has it, with the other person."""

    thread: Thread
    mine: ThreadMember
    theirs: ThreadMember
    other: Person


class Between(NamedTuple):
    """What decides whether a message may go from one person to another, and how."""

    sender_blocks: bool
    recipient_blocks: bool
    are_strangers: bool
    message_id: int | None  # what the sender has sent under the same key


def _other_of(person: Any) -> ColumnElement[int]:
    return case((col(Thread.first_id) == person, col(Thread.second_id)), else_=col(Thread.first_id))


_BETWEEN = Prepared(
    sql_select(
        is_blocking("sender", "recipient"),
        is_blocking("recipient", "sender"),
        not_(or_(is_following("sender", "recipient"), is_following("recipient", "sender"))),
        select(Message.id)
        .where(
            col(Message.sender_id) == bindparam("sender"),
            col(Message.client_key) == bindparam("client_key"),
        )
        .scalar_subquery(),
    )
)


def find_between(db: Session, sender_id: int, recipient_id: int, client_key: str) -> Between:
    """Return what decides about a message; one statement, since it is asked with every one."""
    params = {"sender": sender_id, "recipient": recipient_id, "client_key": client_key}
    ((sender_blocks, recipient_blocks, are_strangers, message_id),) = _BETWEEN.rows(db, params)
    return Between(bool(sender_blocks), bool(recipient_blocks), bool(are_strangers), message_id)


class OneSide(NamedTuple):
    """A thread, and one person's side of it."""

    thread_id: int
    public_id: str
    last_message_id: int | None
    is_hidden: bool


_THREAD = Prepared(
    sql_select(
        col(Thread.id),
        col(Thread.public_id),
        col(ThreadMember.last_message_id),
        col(ThreadMember.is_hidden),
    )
    .join(ThreadMember, col(ThreadMember.thread_id) == col(Thread.id))
    .where(
        col(Thread.first_id) == bindparam("first"),
        col(Thread.second_id) == bindparam("second"),
        col(ThreadMember.person_id) == bindparam("person"),
    )
    .with_for_update(of=Thread)
)
_NEW_THREAD = unless_there(Thread, "first_id", "second_id")
_MEMBERS = table_of(ThreadMember)


def ensure_thread(db: Session, a: int, b: int, *, public_id: str, seen_by: int) -> OneSide:
    """Return the thread of two people as one of them has it, made if there was none.

    It is locked: what is written into it from here on comes one after another, so that ids of
    messages are in the order of their commits.

    Args:
        db: The open transaction.
        a: One of the two people.
        b: The other.
        public_id: Of the thread, if it is made now.
        seen_by: Whose side is returned.
    """
    first_id, second_id = sorted((a, b))
    pair = {"first": first_id, "second": second_id, "person": seen_by}
    if found := _THREAD.rows(db, pair):
        return OneSide(*found[0])
    now = clock.now()
    new = {"public_id": public_id, "first_id": first_id, "second_id": second_id, "created_at": now}
    thread_id: int | None = _NEW_THREAD.store(db, new)
    if thread_id is None:  # another one made it at this moment, and has committed by now
        (found_now,) = _THREAD.rows(db, pair)
        return OneSide(*found_now)
    side = {"thread_id": thread_id, "is_request": False, "is_hidden": False, "unread": 0}
    sides = [side | {"person_id": one, "created_at": now} for one in (first_id, second_id)]
    insert_rows(db, ThreadMember, sides)
    return OneSide(thread_id, public_id, last_message_id=None, is_hidden=False)


_ME: Any = bindparam("person")
_OTHER = _other_of(_ME)
_MINE, _THEIRS = aliased(ThreadMember), aliased(ThreadMember)
# Made once: its aliases cost more to make than the statement takes.
_SIDE = (
    select(Thread, _MINE, _THEIRS, Person)
    .join(Person, col(Person.id) == _OTHER)
    .join(_MINE, and_(col(_MINE.thread_id) == Thread.id, col(_MINE.person_id) == _ME))
    .join(_THEIRS, and_(col(_THEIRS.thread_id) == Thread.id, col(_THEIRS.person_id) == _OTHER))
    .where(Thread.public_id == bindparam("id"))
)
_LOCK = Prepared(select(Thread.id).where(Thread.public_id == bindparam("id")).with_for_update())


def find_side(db: Session, public_id: str, person_id: int, *, lock: bool = False) -> Side | None:
    """Return the thread as this member has it, held when asked to; None when they are none."""
    if lock:
        _LOCK.rows(db, {"id": public_id})
    row = db.exec(_SIDE, params={"person": person_id, "id": public_id}).one_or_none()
    return Side(*row) if row is not None else None


def get_message_of(db: Session, sender_id: int, client_key: str) -> Message:
    """Return what the sender has sent under this key."""
    wanted = select(Message).where(Message.sender_id == sender_id, Message.client_key == client_key)
    return db.exec(wanted).one()


def get_message(db: Session, message_id: int) -> Message:
    """Return one message."""
    return db.get_one(Message, message_id)


def insert_message(db: Session, message: Message) -> bool:
    """Store the message; False when the sender has sent one under its key."""
    return insert_once(db, message, "sender_id", "client_key")


_IS_RECIPIENT = _MEMBERS.c.person_id == bindparam("recipient")
_NOTE = Prepared(
    update(_MEMBERS)
    .where(_MEMBERS.c.thread_id == bindparam("thread"))
    .values(
        last_message_id=bindparam("message"),
        unread=_MEMBERS.c.unread + case((_IS_RECIPIENT, 1), else_=0),
        is_hidden=and_(_IS_RECIPIENT, _MEMBERS.c.is_hidden),
        is_request=and_(
            _IS_RECIPIENT, func.coalesce(bindparam("asks", type_=Boolean), _MEMBERS.c.is_request)
        ),
    )
)


def note_message(
    db: Session, message: Message, *, recipient_id: int, is_request: bool | None
) -> None:
    """Put the thread on top for both: one more to read; whoever writes has let the other in.

    Args:
        db: The open transaction.
        message: The message, stored.
        recipient_id: The other member.
        is_request: Whether it waits for the recipient to let it in from now on; None leaves that
            as it is.
    """
    params = {"thread": message.thread_id, "message": message.key, "recipient": recipient_id}
    _NOTE.change(db, params | {"asks": is_request})


def read_through(db: Session, side: Side, message_id: int) -> None:
    """Store how far the member has read, and what is left to read after that."""
    left = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.thread_id == side.thread.id,
            Message.sender_id == side.other.id,
            col(Message.id) > message_id,
        )
        .scalar_subquery()
    )
    note = _side_of(side.thread.key, side.mine.person_id)
    db.exec(note.values(read_through_id=message_id, unread=left))


def answer_request(db: Session, side: Side, *, is_hidden: bool) -> None:
    """Let the other in, or put the thread out of the member's sight."""
    mine = _side_of(side.thread.key, side.mine.person_id)
    db.exec(mine.values(is_request=False, is_hidden=is_hidden))


def list_conversations(
    db: Session, person_id: int, *, requests: bool, before_id: int | None, limit: int
) -> list[tuple[ThreadMember, Thread, Message, Person]]:
    """Return the person's conversations that have a message, the newest first."""
    wanted = (
        select(ThreadMember, Thread, Message, Person)
        .join(Thread, col(Thread.id) == col(ThreadMember.thread_id))
        .join(Message, col(Message.id) == col(ThreadMember.last_message_id))
        .join(Person, col(Person.id) == _other_of(person_id))
        .where(
            ThreadMember.person_id == person_id,
            col(ThreadMember.is_request).is_(requests),
            col(ThreadMember.is_hidden).is_(False),
        )
        .order_by(col(ThreadMember.last_message_id).desc())
        .limit(limit)
    )
    if before_id is not None:
        wanted = wanted.where(col(ThreadMember.last_message_id) < before_id)
    return [(mine, thread, message, other) for mine, thread, message, other in db.exec(wanted)]


def list_recent_people(db: Session, person_id: int, *, limit: int) -> list[Person]:
    """Return the people spoken with last whom no block keeps apart, the last first."""
    recent = (
        select(Person)
        .join(Thread, col(Person.id) == _other_of(person_id))
        .join(ThreadMember, col(ThreadMember.thread_id) == col(Thread.id))
        .where(
            ThreadMember.person_id == person_id,
            col(Person.disabled_at).is_(None),
            ~is_apart_from(person_id),
        )
        .order_by(col(ThreadMember.last_message_id).desc())
        .limit(limit)
    )
    return list(db.exec(recent))


def newest_messages(
    db: Session, thread_id: int, *, before_id: int | None, limit: int
) -> list[Message]:
    """Return messages of a thread, the newest first: all, or those in front of `before_id`."""
    wanted = select(Message).where(Message.thread_id == thread_id)
    if before_id is not None:
        wanted = wanted.where(col(Message.id) < before_id)
    return list(db.exec(wanted.order_by(col(Message.id).desc()).limit(limit)))


def messages_from(db: Session, thread_id: int, message_id: int, *, limit: int) -> list[Message]:
    """Return this message of a thread and those that follow it, the oldest first."""
    wanted = select(Message).where(Message.thread_id == thread_id, col(Message.id) >= message_id)
    return list(db.exec(wanted.order_by(col(Message.id)).limit(limit)))


def count_unread(db: Session, person_id: int) -> tuple[int, int]:
    """Return how many messages wait for the person, and how many requests that they have not seen.

    Messages of requests are not counted one by one.
    """
    asks = col(ThreadMember.is_request)
    wanted = select(
        func.coalesce(func.sum(case((asks, 0), else_=col(ThreadMember.unread))), 0),
        func.coalesce(func.sum(case((asks, 1), else_=0)), 0),
    ).where(
        ThreadMember.person_id == person_id,
        col(ThreadMember.unread) > 0,
        col(ThreadMember.is_hidden).is_(False),
    )
    messages, requests = db.exec(wanted).one()
    return int(messages), int(requests)


def _side_of(thread_id: int, person_id: int) -> Update:
    return update(ThreadMember).where(
        col(ThreadMember.thread_id) == thread_id, col(ThreadMember.person_id) == person_id
    )
