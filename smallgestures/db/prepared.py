"""Statements that are asked so often that even building them costs too much."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Select
from sqlmodel import Session


class _Text(NamedTuple):
    sql: str
    params: Mapping[str, Any]  # what the statement brings with it
    order: Sequence[str] | None  # of the parameters, where the driver takes them in a row


class Prepared:
    """A select whose text is made once for each kind of database.

    On the usual way SQLAlchemy works five times as long as SQLite on a short
    statement. Values go in and come out as the driver has them: columns that are
    converted (times, enumerations) don't belong here.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self.texts: dict[str, _Text] = {}

    def rows(self, db: Session, params: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """Return all rows as the driver has them; `params` names every parameter."""
        connection = db.connection()
        dialect = connection.dialect
        text = self.texts.get(dialect.name) or self._text(dialect)
        values: Any = {**text.params, **params}
        if text.order is not None:
            values = tuple([values[name] for name in text.order])
        result: Any = connection.exec_driver_sql(text.sql, values)
        rows: Sequence[tuple[Any, ...]] = result.cursor.fetchall()
        result.close()
        return rows

    def _text(self, dialect: Dialect) -> _Text:
        compiled: Any = self.statement.compile(dialect=dialect)
        order = compiled.positiontup if compiled.positional else None
        # Asked without checking: that the caller's own are missing here is meant.
        brought = compiled.construct_params(_check=False)
        text = _Text(compiled.string, brought, order)
        self.texts[dialect.name] = text
        return text
