"""What a backup asks of a database."""

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select, table, text


def get_revision(connection: Connection) -> str | None:
    """Return the revision of the schema, or None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def count_rows(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table."""
    names = inspect(connection).get_table_names()
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in sorted(names)
    }


def find_damage(connection: Connection) -> str | None:
    """Return what SQLite finds wrong with its file, or None."""
    verdict = str(connection.execute(text("PRAGMA integrity_check")).scalar_one())
    return None if verdict == "ok" else verdict


def export_snapshot(connection: Connection) -> str:
    """Return the name under which PostgreSQL's pg_dump sees exactly what this transaction sees."""
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    return str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
