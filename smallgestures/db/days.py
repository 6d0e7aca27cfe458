"""Days of stored moments, in UTC, on SQLite and on PostgreSQL alike."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


def utc_day(moment: datetime) -> date:
    """Return the day of a moment in UTC."""
    return moment.astimezone(UTC).date()


class UtcDay(FunctionElement[date]):
    """The day of a column of moments in UTC, inside a statement."""

    type = Date()
    inherit_cache = True
    name = "utc_day"


@compiles(UtcDay)
def _as_stored(element: UtcDay, compiler: Any, **how: Any) -> str:
    return f"date({compiler.process(element.clauses, **how)})"  # SQLite stores moments in UTC


@compiles(UtcDay, "postgresql")
def _in_utc(element: UtcDay, compiler: Any, **how: Any) -> str:
    return f"CAST(timezone('UTC', {compiler.process(element.clauses, **how)}) AS DATE)"
