"""What the database is asked while something happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from smallgestures.db.engine import get_engine


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Note every statement that is run, but those that open a transaction."""
    noted: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if not statement.startswith("BEGIN"):
            noted.append((statement, parameters))

    event.listen(get_engine(), "before_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(get_engine(), "before_cursor_execute", note)
