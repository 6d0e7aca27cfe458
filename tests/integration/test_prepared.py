"""Statements whose text is made once store and change what any other would."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, update
from sqlmodel import select

from smallgestures.accounts.models import Person
from smallgestures.db.base import table_of
from smallgestures.db.engine import reading, transaction
from smallgestures.db.prepared import Prepared
from smallgestures.db.upsert import insert_once, insert_rows, unless_there
from smallgestures.outbox.models import OutboxEvent
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("database")

AT = datetime(2026, 11, 26, 12, tzinfo=timezone(timedelta(hours=2)))
EVENTS = table_of(OutboxEvent)


def event(name: str) -> dict[str, object]:
    payload = {"words": "“ünïcode”", "number": 1, "nothing": None}
    return {
        "created_at": AT,
        "name": name,
        "payload": payload,
        "due_at": AT,
        "state": "waiting",
        "attempts": 0,
    }


@pytest.mark.parametrize("number", [0, 1, 3])
def test_rows_come_back_as_they_were_stored(number: int):
    with transaction() as db:
        insert_rows(db, OutboxEvent, [event(f"Event{n}") for n in range(number)])

    with reading() as db:
        stored = db.exec(select(OutboxEvent).order_by(OutboxEvent.id)).all()
    assert [row.name for row in stored] == [f"Event{n}" for n in range(number)]
    for row in stored:
        assert row.payload == event("")["payload"]
        assert row.due_at == AT
        assert row.due_at.tzinfo is UTC


def test_a_change_takes_times_and_says_how_many_rows_it_concerned():
    push_out = Prepared(
        update(EVENTS).where(EVENTS.c.due_at <= bindparam("until")).values(due_at=bindparam("at"))
    )
    later = AT + timedelta(days=1)
    with transaction() as db:
        insert_rows(db, OutboxEvent, [event("First"), event("Second")])
        assert push_out.change(db, {"until": AT - timedelta(seconds=1), "at": later}) == 0
        assert push_out.change(db, {"until": AT, "at": later}) == 2

    with reading() as db:
        assert set(db.exec(select(OutboxEvent.due_at))) == {later}


def test_a_time_without_its_zone_is_refused():
    naive = event("Naive") | {"due_at": AT.replace(tzinfo=None)}

    with pytest.raises(ValueError, match="naive"), transaction() as db:
        insert_rows(db, OutboxEvent, [naive])


def test_what_is_there_is_left_alone(given):
    given(lambda db: make_person(db, "leo", name="Leo"))
    another = {"handle": "leo", "name": "Another"}

    with transaction() as db:
        person = Person(**another, email="another@example.com")
        assert not insert_once(db, person, "handle")
        row = person.model_dump(exclude={"id"})
        assert unless_there(Person, "handle").store(db, row) is None
        assert insert_once(db, Person(handle="noor", name="Noor", email="noor@example.com"))

    with reading() as db:
        assert set(db.exec(select(Person.name))) == {"Leo", "Noor"}
