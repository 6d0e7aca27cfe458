"""The two kinds of database: how each is copied and put back without stopping the product."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import DatabaseError

from smallgestures.backup import queries
from smallgestures.backup.errors import BackupRefused, ToolFailed, ToolMissing

LOCK_PATIENCE_S = 60


@dataclass(frozen=True)
class Snapshot:
    """What a copy of the database holds."""

    revision: str
    rows: dict[str, int]


class Database(Protocol):
    """What a backup needs from a database."""

    @property
    def kind(self) -> str:
        """Which kind it is, as the manifest names it."""
        ...

    def save(self, target: Path) -> Snapshot:
        """Write a consistent copy to `target` while others write."""

    def check(self, source: Path, promised: Snapshot) -> None:
        """Refuse a copy that does not hold what was promised."""

    def load(self, source: Path) -> None:
        """Replace the live content by the copy: all of it or nothing."""


def database_of(url: str) -> Database:
    """Return the database that the URL names."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqliteDatabase(Path(parsed.database or ""))
    return PostgresDatabase(parsed)


@dataclass(frozen=True)
class SqliteDatabase:
    """A file, copied page by page through SQLite's own backup interface, in both directions."""

    path: Path
    kind: str = "sqlite"

    def save(self, target: Path) -> Snapshot:
        """Write a consistent copy; writers wait for nothing."""
        if not self.path.exists():
            raise BackupRefused(f"There is no database at {self.path} yet.")
        self._copy(self.path, target)
        return _look_into(target)

    def check(self, source: Path, promised: Snapshot) -> None:
        """Refuse a file that is damaged inside or holds something else."""
        try:
            found = _look_into(source)
        except DatabaseError as error:
            raise BackupRefused(f"The database in the backup is damaged ({error.orig}).") from None
        if found != promised:
            raise BackupRefused("The database in the backup is not the one its manifest describes.")

    def load(self, source: Path) -> None:
        """Replace the live content in one transaction: other processes see before or after."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._copy(source, self.path)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with (
            closing(sqlite3.connect(source, timeout=LOCK_PATIENCE_S)) as giver,
            closing(sqlite3.connect(target, timeout=LOCK_PATIENCE_S)) as taker,
        ):
            # A copy of a file in WAL mode says so itself; the page that says it must be writable.
            giver.backup(taker)


def _look_into(path: Path) -> Snapshot:
    with _engine(f"sqlite:///{path}") as engine, engine.connect() as connection:
        if damage := queries.find_damage(connection):
            raise BackupRefused(f"The database is damaged: {damage}")
        return _snapshot(queries.get_revision(connection), queries.count_rows(connection))


def _snapshot(revision: str | None, rows: dict[str, int]) -> Snapshot:
    if revision is None:
        raise BackupRefused("The database has no schema yet: run `smallgestures migrate`.")
    return Snapshot(revision, rows)


@contextmanager
def _engine(url: str | URL) -> Iterator[Engine]:
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@dataclass(frozen=True)
class PostgresDatabase:
    """A server, asked through its own programs: pg_dump, pg_restore and psql."""

    url: URL
    kind: str = "postgresql"

    def save(self, target: Path) -> Snapshot:
        """Dump what one transaction sees, and count in the same transaction."""
        with _engine(self.url) as engine, engine.connect() as connection, connection.begin():
            name = queries.export_snapshot(connection)
            self._run("pg_dump", "--format=custom", f"--snapshot={name}", f"--file={target}")
            return _snapshot(queries.get_revision(connection), queries.count_rows(connection))

    def check(self, source: Path, promised: Snapshot) -> None:
        """Refuse what PostgreSQL can't read as one of its dumps."""
        self._run("pg_restore", "--list", str(source), connects=False)

    def load(self, source: Path) -> None:
        """Replace the whole schema in one transaction."""
        script = source.with_suffix(".sql")
        plain = ("--no-owner", "--no-privileges", f"--file={script}", str(source))
        self._run("pg_restore", *plain, connects=False)
        self._run(
            "psql",
            *("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"),
            # Tables that the copy doesn't know must not survive it: the whole schema goes.
            *("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public"),
            f"--file={script}",
        )

    def _run(self, program: str, *arguments: str, connects: bool = True) -> None:
        executable = shutil.which(program)
        if executable is None:
            raise ToolMissing(program)
        target = [f"--dbname={self.url.database}"] if connects else []
        done = subprocess.run(  # the password goes by environment: arguments are public
            [executable, *target, *arguments],
            env={**os.environ, **self._connection()},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ToolFailed(program, done.stderr.strip().splitlines()[-1] if done.stderr else "")

    def _connection(self) -> dict[str, str]:
        host = self.url.host or self.url.query.get("host")
        values = {
            "PGHOST": host,
            "PGPORT": self.url.port or self.url.query.get("port"),
            "PGUSER": self.url.username,
            "PGPASSWORD": self.url.password,
            "PGSSLMODE": self.url.query.get("sslmode"),
        }
        return {name: str(value) for name, value in values.items() if value}
