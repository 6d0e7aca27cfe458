"""Statements that are asked so often that even building them costs too much."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session


@dataclass(frozen=True)
class Text:
    """A statement as one kind of database reads it."""

    sql: str
    brought: Mapping[str, Any]  # parameters that the statement itself has values for
    order: Sequence[str] | None  # of the parameters, where the driver takes them in a row
    written: Mapping[str, Callable[[Any], Any]]  # how values of some become what the driver takes

    def run(self, db: Session, params: Mapping[str, Any]) -> CursorResult[Any]:
        """Execute it; what comes out is as the driver has it."""
        return db.connection().exec_driver_sql(self.sql, self._values(params))

    def run_each(self, db: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute it with each of some parameters, of which there are any."""
        db.connection().exec_driver_sql(self.sql, [self._values(row) for row in rows])

    def _values(self, params: Mapping[str, Any]) -> Any:
        values = {**self.brought, **params}
        for name, write in self.written.items():
            values[name] = write(values[name])
        return values if self.order is None else tuple([values[name] for name in self.order])


def text_of(statement: Any, dialect: Dialect, *, columns: Sequence[str] | None = None) -> Text:
    """Return the text of a statement, with the `columns` that an INSERT is given."""
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=columns)
    # Asked without checking: that the caller's own are missing here is meant.
    brought = compiled.construct_params(_check=False)
    writers = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in compiled.binds.items()
    }
    return Text(
        sql=compiled.string,
        brought=brought,
        order=compiled.positiontup if compiled.positional else None,
        written={name: write for name, write in writers.items() if write is not None},
    )


class Prepared:
    """A statement whose text is made once for each kind of database.

    On the usual way SQLAlchemy works five times as long as SQLite on a short
    statement. Values go in as ever; they come out as the driver has them: results
    whose columns are converted (times, enumerations) don't belong here.
    """

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self.texts: dict[str, Text] = {}

    def rows(self, db: Session, params: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """Return all rows as the driver has them; `params` names every parameter."""
        result: Any = self._text(db).run(db, params)
        rows: Sequence[tuple[Any, ...]] = result.cursor.fetchall()
        result.close()
        return rows

    def change(self, db: Session, params: Mapping[str, Any]) -> int:
        """Execute an UPDATE or DELETE; return how many rows it concerned."""
        return self._text(db).run(db, params).rowcount

    def _text(self, db: Session) -> Text:
        dialect = db.connection().dialect
        text = self.texts.get(dialect.name)
        if text is None:
            text = self.texts[dialect.name] = text_of(self.statement, dialect)
        return text
