"""The index of search, and the words that misspellings are corrected to.

On SQLite full-text tables stand over both, kept by triggers; on PostgreSQL indexes do the same.
Neither is a table of its own to the code (`INDEX_TABLES`).
"""

import math
from enum import StrEnum

from sqlalchemy import DDL, BigInteger, CheckConstraint, Column, Integer, UniqueConstraint, event
from sqlmodel import Field, SQLModel

from smallgestures.search.words import WORD_LIMIT

# Tables that SQLite keeps by itself beneath `search_entry` and `search_word`.
INDEX_TABLES = ("search_index", "search_spelling")
# Indexes that only PostgreSQL has.
INDEX_NAMES = (
    "ix_search_entry_words_gin",
    "ix_search_word_variants_gin",
    "ix_search_word_word_trgm",
)

# The full-text index of SQLite has every beginning of a word up to so many letters.
LONGEST_BEGINNING = 8

_SUBJECT_BITS = 42
_POPULARITY_BITS = 12
_KIND_BITS = _SUBJECT_BITS + _POPULARITY_BITS
_STEPS_PER_DOUBLING = 16


class Kind(StrEnum):
    """What can be found."""

    PEOPLE = "people"
    VIDEOS = "videos"
    PRODUCTS = "products"
    BRANDS = "brands"

    @property
    def first_place(self) -> int:
        """The lowest place of this kind."""
        return (list(Kind).index(self) + 1) << _KIND_BITS

    @property
    def last_place(self) -> int:
        """The highest place of this kind."""
        return self.first_place + (1 << _KIND_BITS) - 1

    def place_of(self, subject_id: int, *, popularity: int) -> int:
        """Return where the subject stands among its kind: the more popular, the higher.

        Popularity counts in steps of a twentieth, so that not every view moves an entry.
        """
        step = int(_STEPS_PER_DOUBLING * math.log2(1 + max(0, popularity)))
        step = min(step, (1 << _POPULARITY_BITS) - 1)
        return self.first_place + (step << _SUBJECT_BITS) + subject_id

    @classmethod
    def at(cls, place: int) -> "Kind":
        """Return the kind of what stands at a place."""
        return list(cls)[(place >> _KIND_BITS) - 1]


def subject_at(place: int) -> int:
    """Return the id of what stands at a place."""
    return place & ((1 << _SUBJECT_BITS) - 1)


class SearchEntry(SQLModel, table=True):
    """Something that anybody may find, by its words; it goes when its subject is not public."""

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        CheckConstraint("kind IN ('people', 'videos', 'products', 'brands')", name="kind_known"),
    )

    place: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
        ),
        description="Order of results, and the key of the full-text index.",
    )
    kind: str = Field(max_length=8)
    subject_id: int
    words: str


class SearchWord(SQLModel, table=True):
    """A word that some entry has, with what misspellings of it come down to."""

    __tablename__ = "search_word"

    id: int | None = Field(default=None, primary_key=True)
    word: str = Field(max_length=WORD_LIMIT, unique=True)
    variants: str


def _full_text(table: str, *, over: str, key: str, column: str, prefix: str) -> list[str]:
    new = f"INSERT INTO {table}(rowid, {column}) VALUES (new.{key}, new.{column});"
    old = (
        f"INSERT INTO {table}({table}, rowid, {column}) VALUES ('delete', old.{key}, old.{column});"
    )
    return [
        f"CREATE VIRTUAL TABLE {table} USING fts5({column}, content='{over}', "
        f"content_rowid='{key}', tokenize=\"ascii tokenchars '='\", detail=none, columnsize=0"
        f"{prefix})",
        f"CREATE TRIGGER {table}_insert AFTER INSERT ON {over} BEGIN {new} END",
        f"CREATE TRIGGER {table}_delete AFTER DELETE ON {over} BEGIN {old} END",
        f"CREATE TRIGGER {table}_update AFTER UPDATE ON {over} BEGIN {old} {new} END",
    ]


FULL_TEXT = (
    *_full_text(
        "search_index",
        over="search_entry",
        key="place",
        column="words",
        prefix=", prefix='1 2 3 4 5 6 7 8'",
    ),
    *_full_text("search_spelling", over="search_word", key="id", column="variants", prefix=""),
)
for _statement in FULL_TEXT:
    _table = "search_entry" if "search_index" in _statement else "search_word"
    event.listen(
        SQLModel.metadata.tables[_table],
        "after_create",
        DDL(_statement).execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
    )
