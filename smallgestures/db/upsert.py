"""INSERT that knows ON CONFLICT, on SQLite and on PostgreSQL alike."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import Session, SQLModel

from smallgestures.db.base import Record, table_of
from smallgestures.db.prepared import Text, text_of


def insert_into(db: Session, record: type[SQLModel]) -> Any:
    """Return the database's own INSERT into its table, with its `on_conflict_…` methods."""
    dialect = db.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table_of(record))


class Upsert:
    """An INSERT that is built once for each kind of database.

    Building it costs as much as SQLite takes for it, and making its text costs more.
    """

    def __init__(self, record: type[SQLModel], complete: Callable[[Any], Any]) -> None:
        self.record = record
        self.complete = complete  # given the bare INSERT; returns the whole one
        self.built: dict[str, Any] = {}
        self.texts: dict[tuple[str, ...], Text] = {}

    def __call__(self, db: Session) -> Any:
        """Return the statement for the session's database, to be executed with many rows."""
        dialect = db.get_bind().dialect.name
        if dialect not in self.built:
            self.built[dialect] = self.complete(insert_into(db, self.record))
        return self.built[dialect]

    def store(self, db: Session, row: Mapping[str, Any]) -> Any:
        """Return what the statement returns of the row; None when nothing was written.

        `row` names every column that has no default in the database.
        """
        result: Any = self._text(db, row).run(db, row)
        found = result.cursor.fetchone()
        result.close()
        return None if found is None else found[0]

    def store_each(self, db: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Store rows that name the same columns; there are any."""
        self._text(db, rows[0]).run_each(db, rows)

    def _text(self, db: Session, row: Mapping[str, Any]) -> Text:
        dialect = db.connection().dialect
        key = (dialect.name, *row)
        text = self.texts.get(key)
        if text is None:
            text = self.texts[key] = text_of(self(db), dialect, columns=list(row))
        return text


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
    row_id: int | None = unless_there(type(record), *unique).store(
        db, record.model_dump(exclude={"id"})
    )
    if row_id is None:
        return False
    record.id = row_id
    make_transient_to_detached(record)
    db.add(record)
    return True


def insert_rows(db: Session, record: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Store rows that name the same columns, in one go."""
    if rows:
        _plain(record).store_each(db, rows)


@cache
def _plain(record: type[SQLModel]) -> Upsert:
    return Upsert(record, lambda new: new)
