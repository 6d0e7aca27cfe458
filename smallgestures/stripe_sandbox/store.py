"""The sandbox's memory: one SQLite file, one connection, one transaction a request.

Everything runs on one thread, so a transaction needs no waiting. What was
committed is still there after a `kill -9`; what wasn't never happened.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,    -- as the API shows it, nothing expanded
  hidden TEXT NOT NULL,  -- what the API never shows
  due_at INTEGER         -- when something happens to it by itself, seconds
);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, seq);
CREATE INDEX IF NOT EXISTS object_intent ON object (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS object_customer ON object (kind, json_extract(body, '$.customer'));
CREATE INDEX IF NOT EXISTS object_charge ON object (kind, json_extract(body, '$.charge'));
CREATE INDEX IF NOT EXISTS object_parent ON object (kind, json_extract(hidden, '$.parent'));
CREATE INDEX IF NOT EXISTS object_due ON object (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS delivery (
  seq INTEGER PRIMARY KEY,  -- the event's
  event TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dropped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL,
  next_at_ms INTEGER NOT NULL,
  answer TEXT
);
CREATE INDEX IF NOT EXISTS delivery_waiting ON delivery (seq) WHERE state = 'waiting';

CREATE TABLE IF NOT EXISTS idempotency (
  key TEXT PRIMARY KEY,
  endpoint TEXT NOT NULL,
  parameters TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  created INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS idempotency_age ON idempotency (created);
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


@dataclass(frozen=True)
class Origin:
    """Which API request a change comes from; events name it."""

    request: str | None = None
    idempotency_key: str | None = None


class Transaction:
    """Reads and changes that are kept together or not at all."""

    def __init__(self, connection: sqlite3.Connection, origin: Origin) -> None:
        self.connection = connection
        self.origin = origin

    def insert(self, body: Json, *, due_at: int | None = None, **hidden: Any) -> Json:
        """Keep a new object, and return it."""
        self.connection.execute(
            "INSERT INTO object (id, kind, body, hidden, due_at) VALUES (?, ?, ?, ?, ?)",
            (body["id"], body["object"], json.dumps(body), json.dumps(hidden), due_at),
        )
        return body

    def save(self, body: Json) -> None:
        """Keep an object as it is now."""
        self.connection.execute(
            "UPDATE object SET body = ? WHERE id = ?", (json.dumps(body), body["id"])
        )

    def delete(self, identifier: str) -> None:
        """Forget an object."""
        self.connection.execute("DELETE FROM object WHERE id = ?", (identifier,))

    def find(self, kind: str, identifier: str) -> Json | None:
        """Return one object by its id."""
        row = self.connection.execute(
            "SELECT body FROM object WHERE id = ? AND kind = ?", (identifier, kind)
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def hidden(self, identifier: str) -> Json:
        """Return what the API never shows of an object."""
        row = self.connection.execute(
            "SELECT hidden FROM object WHERE id = ?", (identifier,)
        ).fetchone()
        return json.loads(row[0])  # type: ignore[no-any-return]

    def hide(self, identifier: str, **more: Any) -> None:
        """Keep more of what the API never shows."""
        self.connection.execute(
            "UPDATE object SET hidden = ? WHERE id = ?",
            (json.dumps(self.hidden(identifier) | more), identifier),
        )

    def set_due(self, identifier: str, due_at: int | None) -> None:
        """Say when something next happens to an object by itself."""
        self.connection.execute("UPDATE object SET due_at = ? WHERE id = ?", (due_at, identifier))

    def first_due(self, now: int) -> Json | None:
        """Return what something should happen to first by now, of what no test clock rules."""
        row = self.connection.execute(
            "SELECT body FROM object WHERE due_at <= ? AND json_extract(body, '$.test_clock')"
            " IS NULL ORDER BY due_at, seq LIMIT 1",
            (now,),
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def next_on_clock(self, clock: str, until: int) -> tuple[int, Json] | None:
        """Return when something first happens on a test clock by then, and to what."""
        row = self.connection.execute(
            "SELECT due_at, body FROM object WHERE due_at <= ?"
            " AND json_extract(body, '$.test_clock') = ? ORDER BY due_at, seq LIMIT 1",
            (until, clock),
        ).fetchone()
        return None if row is None else (row[0], json.loads(row[1]))

    def children(self, kind: str, parent: str) -> list[Json]:
        """Return the objects that belong to another one, oldest first."""
        rows = self.connection.execute(
            "SELECT body FROM object WHERE kind = ? AND json_extract(hidden, '$.parent') = ?"
            " ORDER BY seq",
            (kind, parent),
        )
        return [json.loads(body) for (body,) in rows]

    def matching(self, kind: str, **fields: Any) -> list[Json]:
        """Return the objects whose fields have these values, newest first."""
        where = "".join(f" AND json_extract(body, '$.{name}') = ?" for name in fields)
        rows = self.connection.execute(
            f"SELECT body FROM object WHERE kind = ?{where} ORDER BY seq DESC",
            (kind, *fields.values()),
        )
        return [json.loads(body) for (body,) in rows]

    def page(
        self,
        kind: str,
        conditions: Sequence[tuple[str, Sequence[Any]]],
        *,
        limit: int,
        oldest_first: bool = False,
    ) -> list[Json]:
        """Return the first `limit` objects that meet every condition (SQL and its values)."""
        where = "".join(f" AND ({condition})" for condition, _values in conditions)
        values = [value for _condition, values in conditions for value in values]
        order = "ASC" if oldest_first else "DESC"
        rows = self.connection.execute(
            f"SELECT body FROM object WHERE kind = ?{where} ORDER BY seq {order} LIMIT ?",
            (kind, *values, limit),
        )
        return [json.loads(body) for (body,) in rows]


class Store:
    """The file, open."""

    def __init__(self, path: Path | str) -> None:
        # Transactions begin and end by our own words, so the module must not add any.
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA journal_mode = WAL")
        # Outlives a killed process; only a power cut could take the last moments of test money.
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("PRAGMA busy_timeout = 5000")
        self.connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self, origin: Origin | None = None) -> Iterator[Transaction]:
        """Keep all that is done within, or nothing of it when it raises."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield Transaction(self.connection, origin or Origin())
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read; nothing is kept."""
        yield Transaction(self.connection, Origin())

    def secret(self, name: str, made: bytes) -> bytes:
        """Return the secret of that name, which is `made` if there was none."""
        self.connection.execute(
            "INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, made)
        )
        row = self.connection.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()
        return bytes(row[0])

    def close(self) -> None:
        """Close the file."""
        self.connection.close()
