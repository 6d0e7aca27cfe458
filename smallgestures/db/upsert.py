"""INSERT that knows ON CONFLICT, on SQLite and on PostgreSQL alike."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import Session, SQLModel

from smallgestures.db.base import Record, table_of


def insert_into(db: Session, record: type[SQLModel]) -> Any:
    """Return the database's own INSERT into its table, with its `on_conflict_…` methods."""
    dialect = db.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table_of(record))


class Upsert:
    """An INSERT that is built once for each kind of database.

    Building it costs as much as SQLite takes for it.
    """

    def __init__(self, record: type[SQLModel], complete: Callable[[Any], Any]) -> None:
        self.record = record
        self.complete = complete  # given the bare INSERT; returns the whole one
        self.built: dict[str, Any] = {}

    def __call__(self, db: Session) -> Any:
        """Return the statement for the session's database."""
        dialect = db.get_bind().dialect.name
        if dialect not in self.built:
            self.built[dialect] = self.complete(insert_into(db, self.record))
        return self.built[dialect]


@cache
def unless_there(record: type[SQLModel], *unique: str) -> Upsert:
    """Return the INSERT of a row that leaves out what is there; it returns the new row's id.

    Args:
        record: Whose table it is.
        unique: The columns by which a row is there already; none named: by any that are unique.
    """
    return Upsert(
        record,
        lambda new: new.on_conflict_do_nothing(index_elements=unique or None).returning(
            new.table.c.id
        ),
    )


def insert_once(db: Session, record: Record, *unique: str) -> bool:
    """Store a row; False when one with the same `unique` columns is there (none named: any).

    A row that is stored belongs to the session from here on, with its id, and without a second
    statement that reads it.
    """
    once = unless_there(type(record), *unique)(db)
    row_id: int | None = db.execute(once, record.model_dump(exclude={"id"})).scalar_one_or_none()
    if row_id is None:
        return False
    record.id = row_id
    make_transient_to_detached(record)
    db.add(record)
    return True
