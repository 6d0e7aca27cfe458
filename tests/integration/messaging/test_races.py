"""Messages sent and read at the same moment: each once, in one thread, rightly counted."""

import pytest
from sqlmodel import select

from smallgestures.accounts.ties.service import follow_person
from smallgestures.db.engine import reading, transaction
from smallgestures.messaging.models import Message, MessageKind, Thread
from smallgestures.messaging.service import post_message, read_messages
from smallgestures.messaging.showing import show_thread, unread_of
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def pair(given) -> tuple[int, int]:
    """Ines and Leo, who know each other."""

    def make(db) -> tuple[int, int]:
        ines, leo = make_person(db, "ines"), make_person(db, "leo")
        follow_person(db, ines.key, followed_id=leo.key)
        return ines.key, leo.key

    return given(make)


def send(sender_id: int, recipient_id: int, key: str) -> int:
    with transaction() as db:
        return post_message(
            db,
            sender_id=sender_id,
            recipient_id=recipient_id,
            kind=MessageKind.TEXT,
            client_key=key,
            text=key,
        ).key


def public_id_of(db) -> str:
    return db.exec(select(Thread)).one().public_id


def test_one_key_eight_times_at_once_is_one_message(pair, at_once):
    ines, leo = pair

    ids = at_once(8, lambda _place: send(ines, leo, "the-same-key"))

    assert len(set(ids)) == 1
    with reading() as db:
        assert len(db.exec(select(Message)).all()) == 1
        assert unread_of(db, leo).messages == 1


def test_two_first_messages_at_once_make_one_thread(pair, at_once):
    ines, leo = pair

    def write(place: int) -> int:
        pair = (ines, leo) if place % 2 else (leo, ines)
        return send(*pair, f"first-message-{place}")

    assert len(set(at_once(8, write))) == 8

    with reading() as db:
        public_id = public_id_of(db)
        card = show_thread(db, public_id, viewer_id=ines)
        # Whoever reads what came after a message misses none that was committed later.
        assert [message.id for message in card.messages] == sorted(
            message.id for message in card.messages
        )
        assert (unread_of(db, ines).messages, unread_of(db, leo).messages) == (4, 4)


def test_reading_while_the_other_writes_counts_what_was_not_read(pair, at_once):
    ines, leo = pair
    first = send(ines, leo, "before-it-all")
    with reading() as db:
        public_id = public_id_of(db)

    def act(place: int) -> None:
        if place % 2:
            send(ines, leo, f"meanwhile-{place}")
        else:
            with transaction() as db:
                read_messages(db, public_id, person_id=leo, through_id=first)

    at_once(8, act)

    with reading() as db:
        assert unread_of(db, leo).messages == 4
        last_id = show_thread(db, public_id, viewer_id=leo).messages[-1].id
    with transaction() as db:
        read_messages(db, public_id, person_id=leo, through_id=last_id)
    with reading() as db:
        assert unread_of(db, leo).messages == 0
