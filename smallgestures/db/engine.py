"""The engine, and the only `commit` in the code base."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlmodel import Session

from smallgestures.settings import get_settings

SQLITE_BUSY_TIMEOUT_S = 10
SQLITE_CACHE_KIB = 32_000
POOL_SIZE = 8

# An execution option: which BEGIN opens the transaction on SQLite.
WRITES = "sg_writes"
_AFTER_COMMIT = "sg_after_commit"


@cache
def get_engine() -> Engine:
    """Return the process-wide engine of the database that the settings name."""
    return make_engine(get_settings().database)


def make_engine(url: str) -> Engine:
    """Return an engine whose SQLite connections keep the promises that ours rely on.

    SQLite gets WAL, foreign keys, a busy timeout, and a `BEGIN` of our own: a
    transaction that writes takes the write lock at once (`IMMEDIATE`), because
    one that asks for it halfway is refused when somebody else was faster.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_size=POOL_SIZE, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is switched off
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={SQLITE_BUSY_TIMEOUT_S * 1000}",
        f"cache_size=-{SQLITE_CACHE_KIB}",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    # By the driver itself: SQLAlchemy's way to it costs more than a short query does.
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """Open one unit of work: commit when the block ends, roll back when it raises.

    Services receive the session and never commit. Objects stay readable after
    the block, because nothing is expired by the commit.
    """
    engine = get_engine().execution_options(**{WRITES: True})
    with Session(engine, expire_on_commit=False) as db:
        with db.begin():
            yield db
        for act in db.info.pop(_AFTER_COMMIT, ()):
            act()


def after_commit(db: Session, act: Callable[[], None]) -> None:
    """Have `act` called when this unit of work is committed; after a rollback nobody calls it."""
    db.info.setdefault(_AFTER_COMMIT, []).append(act)


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session that sees one consistent state and takes no write lock.

    What was read stays readable after the block: closing does not expire, as a
    rollback would.
    """
    engine = get_engine()
    if engine.dialect.name == "postgresql":  # a snapshot, as SQLite's readers have it anyway
        engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    with Session(engine, expire_on_commit=False, autoflush=False) as db:
        yield db
