"""A screen of messages costs the same few statements however much was written."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from smallgestures.accounts.ties.service import follow_person
from smallgestures.db.engine import reading, transaction
from smallgestures.messaging.models import Message, MessageKind, Thread
from smallgestures.messaging.service import post_message
from smallgestures.messaging.showing import (
    MESSAGES_PAGE,
    PAGE,
    conversations_of,
    show_thread,
    unread_of,
)
from tests.integration.statements import statements
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("database")
FEW = 2


def arrange(db: Session, people: int, messages: int) -> tuple[int, str, int]:
    """Return somebody with conversations, one in which much was written, and what came first."""
    leo = make_person(db, f"leo{people}")
    sent: list[Message] = []
    for n in range(people):
        friend = make_person(db, f"friend{people}x{n}")
        follow_person(db, leo.key, followed_id=friend.key)
        keys = [f"key-{friend.handle}-{m}" for m in range(1 if n else messages)]
        sent += [_write(db, friend.key, leo.key, key) for key in keys]
    first = sent[0]
    return leo.key, db.get_one(Thread, first.thread_id).public_id, first.key


def _write(db: Session, sender_id: int, recipient_id: int, key: str) -> Message:
    return post_message(
        db,
        sender_id=sender_id,
        recipient_id=recipient_id,
        kind=MessageKind.TEXT,
        client_key=key,
        text="Hello",
    )


def count(act: Callable[[Session], Any]) -> int:
    with reading() as db, statements() as noted:
        act(db)
    return len(noted)


@pytest.mark.parametrize(
    ("screen", "most"),
    [
        (lambda db, leo, thread, first: conversations_of(db, leo), 1),
        (lambda db, leo, thread, first: unread_of(db, leo), 1),
        (lambda db, leo, thread, first: show_thread(db, thread, viewer_id=leo), 3),
        (lambda db, leo, thread, first: show_thread(db, thread, viewer_id=leo, after_id=first), 4),
    ],
    ids=["the list", "the count", "a conversation", "what is new"],
)
def test_costs_the_same_for_few_and_for_many(given, screen, most):
    few = given(lambda db: arrange(db, FEW, FEW))
    many = given(lambda db: arrange(db, PAGE + 5, MESSAGES_PAGE + 5))

    counts = [count(lambda db, of=of: screen(db, *of)) for of in (few, many)]

    assert max(counts) <= most


def test_a_message_costs_ten_statements(given):
    leo_id, _, _ = given(lambda db: arrange(db, FEW, FEW))
    with reading() as db:
        friend_id = conversations_of(db, leo_id)[0].person.person_id

    with transaction() as db, statements() as noted:
        _write(db, leo_id, friend_id, "one-message-more")

    assert len(noted) <= 10
