"""What every table has, and how constraints are named."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Table, TypeDecorator
from sqlmodel import Field, SQLModel

from smallgestures import clock

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A timestamp that goes in and comes out timezone-aware, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}; use smallgestures.clock")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give SQLite's naive values their zone back; PostgreSQL's come in the server's."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Record(SQLModel):
    """Primary key and birth date, inherited by every table."""

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)

    @property
    def key(self) -> int:
        """The id of a stored row; asking before the row is flushed is a bug."""
        if self.id is None:
            raise ValueError(f"{type(self).__name__} has no id before it is flushed")
        return self.id


def table_of(record: type[SQLModel]) -> Table:
    """Return the table itself: statements on it cost a fraction of those on the class.

    They leave what the session holds as it was.
    """
    return SQLModel.metadata.tables[str(record.__tablename__)]
