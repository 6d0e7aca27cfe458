"""What is due is found by the index of what is open, however much was delivered."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, insert

from smallgestures import clock
from smallgestures.db.engine import get_engine, reading, transaction
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.outbox.queries import due_names
from smallgestures.outbox.service import Lane, take_due
from tests.factories import make_event

DELIVERED = 3000


def take() -> None:
    assert take_due(transaction, Lane(only="SomethingHappened"))


def look() -> None:
    with reading() as db:
        assert due_names(db, at=clock.wall()) == ["SomethingHappened"]


@pytest.mark.parametrize("act", [take, look])
def test_the_index_of_what_is_open_is_read(database, given, act: Callable[[], None]):
    now = clock.wall()
    done = {"created_at": now, "due_at": now, "name": "Old", "payload": {}, "attempts": 1}
    given(
        lambda db: db.execute(
            insert(OutboxEvent), [done | {"state": DeliveryState.DONE}] * DELIVERED
        )
    )
    given(make_event)
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    noted: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if statement.startswith(("SELECT", "WITH")):
            noted.append((statement, parameters))

    event.listen(get_engine(), "before_cursor_execute", note)
    act()
    event.remove(get_engine(), "before_cursor_execute", note)

    ((statement, parameters),) = noted
    explain = "EXPLAIN QUERY PLAN" if database.kind == "sqlite" else "EXPLAIN (FORMAT JSON)"
    with reading() as db:
        plan = db.connection().exec_driver_sql(f"{explain} {statement}", parameters).all()
    words = json.dumps([list(row) for row in plan])
    assert "ix_outbox_event_open" in words
    assert "SCAN outbox_event" not in words
    assert '"Seq Scan"' not in words
    if act is take:  # what is looked at is sorted too, but only a row of each name
        assert "TEMP B-TREE" not in words
        assert '"Sort"' not in words
