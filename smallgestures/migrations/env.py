"""Run migrations against the database that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from smallgestures.db.engine import WRITES, get_engine
from smallgestures.schema import metadata
from smallgestures.search.models import INDEX_NAMES, INDEX_TABLES

LOCK = 7_301_117  # any number that nothing else locks


def is_modelled(_object: object, name: str | None, *_more: object) -> bool:
    """Say whether the models describe it; full-text indexes are made by their migration alone."""
    return name is None or not name.startswith((*INDEX_TABLES, *INDEX_NAMES))


def migrate(connection: Connection) -> bool:
    """Bring the schema to the wanted revision in one transaction; say whether it changed.

    One process at a time: of two first starts one migrates and the other waits.
    """
    applied: list[object] = []
    if connection.dialect.name == "postgresql":  # SQLite took its one write lock at the beginning
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=True,
        include_object=is_modelled,
        on_version_apply=lambda step, **_more: applied.append(step),
    )
    with context.begin_transaction():
        context.run_migrations()
    return bool(applied)


@contextmanager
def tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """Let SQLite put a new table in the place of one that others refer to.

    Foreign keys can be let go outside of a transaction only; nothing dangles in the end.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def require_no_dangling_rows(connection: Connection) -> None:
    """Refuse the migration when rows refer to what is not there any more.

    It reads every row that refers to another: a start that migrates nothing goes without.
    """
    if connection.dialect.name == "sqlite":
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if dangling is not None:
            raise RuntimeError(f"the migration left rows that refer to nothing: {dangling}")


with (
    get_engine().connect().execution_options(**{WRITES: True}) as connection,
    tables_may_be_made_anew(connection),
    connection.begin(),
):
    if migrate(connection):
        require_no_dangling_rows(connection)
