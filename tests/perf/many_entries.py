"""A database with any number of things that can be found, with words spread as in a language."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from typing import Any

from smallgestures.search.models import INDEX_TABLES, Kind
from smallgestures.search.spelling import is_checked, variants_of
from smallgestures.search.words import WHOLE, indexed

VOCABULARY = 40_000
SYLLABLES = "ba be bo ca ce cho da de do fa fi ga go ha he jo ka ki la le lo ma mi mo na ne no pa"
ENDINGS = ("", "n", "r", "s", "t", "l", "m", "nd", "st", "ck")
# How many of a million are of each kind.
PARTS = {Kind.VIDEOS: 600_000, Kind.PEOPLE: 300_000, Kind.PRODUCTS: 90_000, Kind.BRANDS: 10_000}
LENGTHS = {
    Kind.VIDEOS: (4, 12),
    Kind.PEOPLE: (2, 2),
    Kind.PRODUCTS: (2, 5),
    Kind.BRANDS: (1, 2),
}
FIRST_ID = 1_000_000
BATCH = 20_000


class Language:
    """Words of two to four syllables; the n-th is used a n-th as often as the first."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        syllables = SYLLABLES.split()
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            length = self.chance.choice((2, 2, 3, 3, 4))
            word = "".join(self.chance.choices(syllables, k=length))
            words[word + self.chance.choice(ENDINGS)] = None
        self.words = list(words)
        self.weights = list(accumulate(1 / (place + 10) for place in range(VOCABULARY)))

    def some(self, number: int) -> list[str]:
        """Return so many words, frequent ones more often."""
        return self.chance.choices(self.words, cum_weights=self.weights, k=number)


def add_entries(database: Path, count: int, language: Language) -> list[str]:
    """Add `count` people, clips, products and brands that can be found; return some of their texts.

    They are stored as they are without the product in between, which would take an hour.
    """
    texts: list[str] = []
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("PRAGMA cache_size=-400000")
        _stop_following(db)
        vocabulary: set[str] = set()
        for kind, part in PARTS.items():
            number = part * count // sum(PARTS.values())
            for rows in _batches(kind, number, language):
                _STORE[kind](db, rows)
                _index(db, kind, rows, vocabulary)
                texts += [row[1] for row in rows[::997]]
        words = [(word, " ".join(variants_of(word))) for word in sorted(vocabulary)]
        db.executemany("INSERT OR IGNORE INTO search_word (word, variants) VALUES (?, ?)", words)
        for table in INDEX_TABLES:
            db.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")
    return texts


def _stop_following(db: sqlite3.Connection) -> None:
    """Drop the triggers: full-text indexes are made at the end, in a third of the time."""
    for table in INDEX_TABLES:
        for change in ("insert", "update", "delete"):
            db.execute(f"DROP TRIGGER {table}_{change}")


Row = tuple[int, str, int]  # id, text, popularity


def _batches(kind: Kind, number: int, language: Language) -> Iterator[list[Row]]:
    chance, (shortest, longest) = language.chance, LENGTHS[kind]
    for first in range(0, number, BATCH):
        yield [
            (
                FIRST_ID + place,
                " ".join(language.some(chance.randint(shortest, longest))),
                int(chance.paretovariate(0.7)),
            )
            for place in range(first, min(first + BATCH, number))
        ]


def _people(db: sqlite3.Connection, rows: list[Row]) -> None:
    db.executemany(
        "INSERT INTO person (id, created_at, handle, name, password_hash, time_zone, gifts_from)"
        " VALUES (?, '2026-11-01 00:00:00', ?, ?, 'none', 'UTC', 'everyone')",
        [(key, _handle(text, key), text.title()) for key, text, _ in rows],
    )


def _handle(text: str, key: int) -> str:
    return f"{text.split(maxsplit=1)[0]}{key}"


def _videos(db: sqlite3.Connection, rows: list[Row]) -> None:
    db.executemany(
        "INSERT INTO video (id, created_at, public_id, creator_id, caption, state, published_at,"
        " duration_ms, key_720, poster_key) SELECT ?, '2026-11-01 00:00:00', ?, min(id), ?,"
        " 'ready', '2026-11-01 00:00:00', 8000, 'aa/720.mp4', 'aa/poster.webp' FROM person",
        [(key, f"made{key}", text) for key, text, _ in rows],
    )


def _products(db: sqlite3.Connection, rows: list[Row]) -> None:
    db.executemany(
        "INSERT INTO product (id, created_at, brand_id, slug, title, description, price_minor,"
        " currency, stock) SELECT ?, '2026-11-01 00:00:00', min(id), ?, ?, '', 4800, 'usd', 5"
        " FROM brand",
        [(key, f"made-{key}", text) for key, text, _ in rows],
    )


def _brands(db: sqlite3.Connection, rows: list[Row]) -> None:
    db.executemany(
        "INSERT INTO brand (id, created_at, slug, name) VALUES (?, '2026-11-01 00:00:00', ?, ?)",
        [(key, f"made-{key}", text.title()) for key, text, _ in rows],
    )


_STORE: dict[Kind, Any] = {
    Kind.PEOPLE: _people,
    Kind.VIDEOS: _videos,
    Kind.PRODUCTS: _products,
    Kind.BRANDS: _brands,
}


def _index(db: sqlite3.Connection, kind: Kind, rows: list[Row], vocabulary: set[str]) -> None:
    entries = []
    for key, text, popularity in rows:
        names = {Kind.PEOPLE: (text, _handle(text, key)), Kind.VIDEOS: ()}.get(kind, (text,))
        words = indexed(names, text)
        vocabulary |= {
            word for word in words.split() if is_checked(word) and not word.startswith(WHOLE)
        }
        entries.append((kind.place_of(key, popularity=popularity), kind.value, key, words))
    db.executemany(
        "INSERT INTO search_entry (place, kind, subject_id, words) VALUES (?, ?, ?, ?)", entries
    )
