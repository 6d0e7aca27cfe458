"""Databases in memory that have every table and no row."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Engine
from sqlmodel import Session

from smallgestures.db.engine import WRITES, make_engine
from smallgestures.schema import metadata


@cache
def _content() -> bytes:
    """Make one, once: that takes as long as ten tests."""
    engine = make_engine("sqlite://")
    metadata.create_all(engine)
    content: bytes = engine.raw_connection().driver_connection.serialize()
    engine.dispose()
    return content


_idle: list[Engine] = []  # kept for the statements that they have compiled


@contextmanager
def memory_session(content: bytes | None = None) -> Iterator[Session]:
    """Open a database of its own, empty or as `content_of` kept it; it is thrown away after."""
    engine = _idle.pop() if _idle else make_engine("sqlite://")
    engine.raw_connection().driver_connection.deserialize(content or _content())
    with Session(engine.execution_options(**{WRITES: True}), expire_on_commit=False) as session:
        yield session
    engine.dispose()
    _idle.append(engine)


def content_of(db: Session) -> bytes:
    """Commit, and return all that the database holds, to be opened as often as a test likes."""
    db.commit()
    content: bytes = db.get_bind().raw_connection().driver_connection.serialize()
    return content
