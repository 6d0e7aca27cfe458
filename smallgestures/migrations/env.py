"""Run migrations against the database that the settings name."""

from alembic import context
from sqlalchemy import Connection, text

from smallgestures.db.engine import WRITES, get_engine
from smallgestures.schema import metadata
from smallgestures.search.models import INDEX_NAMES, INDEX_TABLES

LOCK = 7_301_117  # any number that nothing else locks


def is_modelled(_object: object, name: str | None, *_more: object) -> bool:
    """Say whether the models describe it; full-text indexes are made by their migration alone."""
    return name is None or not name.startswith((*INDEX_TABLES, *INDEX_NAMES))


def migrate(connection: Connection) -> None:
    """Bring the schema to the wanted revision in one transaction.

    One process at a time: of two first starts one migrates and the other waits.
    """
    if connection.dialect.name == "postgresql":  # SQLite took its one write lock at the beginning
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=True,
        include_object=is_modelled,
    )
    with context.begin_transaction():
        context.run_migrations()


with get_engine().connect().execution_options(**{WRITES: True}) as connection, connection.begin():
    migrate(connection)
