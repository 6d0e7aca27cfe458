"""INSERT that knows ON CONFLICT, on SQLite and on PostgreSQL alike."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def insert_into(db: Session, table: type[Any]) -> Any:
    """Return the database's own INSERT into `table`, with its `on_conflict_…` methods."""
    dialect = db.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)
