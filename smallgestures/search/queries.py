"""Every SQL statement that finds entries by words, on SQLite and on PostgreSQL alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import TextClause, text
from sqlmodel import Session

from smallgestures.search.models import LONGEST_BEGINNING, Kind
from smallgestures.search.spelling import variants_of
from smallgestures.search.words import WHOLE, joined

NEAR_LIMIT = 200
GOING_ON_LIMIT = 50
_LAST_LETTER = chr(0x10FFFF)

_FIND = {
    # Both read a kind from its most popular entry on, and stop when there are enough.
    "sqlite": (
        "SELECT rowid AS place FROM search_index WHERE search_index MATCH :{match} "
        "AND rowid BETWEEN :{first} AND :{last} ORDER BY rowid DESC LIMIT :{limit}"
    ),
    "postgresql": (
        "SELECT place FROM search_entry WHERE array_to_tsvector(string_to_array(words, ' ')) "
        "@@ CAST(:{match} AS tsquery) "
        "AND place BETWEEN :{first} AND :{last} ORDER BY place DESC LIMIT :{limit}"
    ),
}
_NEAR_SQLITE = text(
    "SELECT word FROM search_word JOIN search_spelling ON search_spelling.rowid = search_word.id "
    "WHERE search_spelling MATCH :variants LIMIT :limit"
)
_BEGINNING = {
    name: text(f"SELECT word FROM search_word WHERE {begins} ORDER BY word LIMIT :limit")
    for name, begins in {
        "sqlite": "word BETWEEN :beginning AND :end",
        "postgresql": "word LIKE :beginning || '%'",
    }.items()
}
# One mistake is found by the variants; trigrams find words that are further off.
_NEAR_POSTGRESQL = text(
    "SELECT word FROM search_word "
    "WHERE string_to_array(variants, ' ') && string_to_array(:variants, ' ') OR word % :word "
    "ORDER BY word <-> :word LIMIT :limit"
)


@dataclass(frozen=True)
class Terms:
    """What to look for: each word in any of its spellings.

    `spellings` has a group of words for each that was typed, which is its first. Of the last one
    that was typed the beginning is enough, while it is short (`LONGEST_BEGINNING`).
    """

    spellings: tuple[tuple[str, ...], ...]

    @property
    def is_open(self) -> bool:
        """Whether the last word may go on."""
        return len(self.spellings[-1][0]) <= LONGEST_BEGINNING

    @property
    def whole(self) -> str:
        """The typed words as one."""
        return joined(group[0] for group in self.spellings)


@dataclass(frozen=True)
class Wanted:
    """A stretch of the places of one kind."""

    kind: Kind
    below: int
    limit: int


def find_named(db: Session, terms: Terms, wanted: Sequence[Wanted]) -> list[int]:
    """Return the places of what is called exactly so, the most popular of each kind first."""
    return _find(db, _Match.of(db).named(terms), wanted)


def find_with(
    db: Session, terms: Terms, wanted: Sequence[Wanted], *, without: Terms | None = None
) -> list[int]:
    """Return the places of what has the words, the most popular of each kind first.

    What is called exactly so is left out, and what has the words of `without`.
    """
    return _find(db, _Match.of(db).having(terms, without=without), wanted)


def _find(db: Session, match: str, wanted: Sequence[Wanted]) -> list[int]:
    values: dict[str, int | str] = {"match": match}
    for number, stretch in enumerate(wanted):
        values |= {
            f"first{number}": stretch.kind.first_place,
            f"last{number}": min(stretch.below - 1, stretch.kind.last_place),
            f"limit{number}": stretch.limit,
        }
    statement = _statement(db.get_bind().dialect.name, len(wanted))
    return list(db.connection().execute(statement, values).scalars())


@cache
def _statement(dialect: str, number: int) -> TextClause:
    stretches = (
        "SELECT * FROM ("
        + _FIND[dialect].format(
            match="match", first=f"first{n}", last=f"last{n}", limit=f"limit{n}"
        )
        + f") AS stretch{n}"
        for n in range(number)
    )
    return text(" UNION ALL ".join(stretches))


@dataclass(frozen=True)
class _Match:
    """How one kind of database writes what to look for."""

    word: str
    beginning: str
    both: str
    but_not: str

    @staticmethod
    def of(db: Session) -> "_Match":
        return _MATCHES[db.get_bind().dialect.name]

    def named(self, terms: Terms) -> str:
        return self.word.format(WHOLE + terms.whole)

    def having(self, terms: Terms, *, without: Terms | None) -> str:
        match = f"({self._words(terms)}){self.but_not}{self.named(terms)}"
        if without is not None:
            match = f"({match}){self.but_not}({self._words(without)})"
            match = f"({match}){self.but_not}{self.named(without)}"
        return match

    def _words(self, terms: Terms) -> str:
        *first, last = terms.spellings
        groups = [[self.word.format(word) for word in group] for group in (*first, last)]
        if terms.is_open:
            groups[-1][0] = self.beginning.format(last[0])
        every = self.both.join("(" + self._either(group) + ")" for group in groups)
        # “tidal vase” and “tidalvase” find each other.
        return f"({every}){self._or}{self.beginning.format(terms.whole)}" if first else every

    def _either(self, group: list[str]) -> str:
        return self._or.join(group)

    @property
    def _or(self) -> str:
        return " OR " if self.both == " AND " else " | "


_MATCHES = {
    "sqlite": _Match(word='"{}"', beginning='"{}"*', both=" AND ", but_not=" NOT "),
    "postgresql": _Match(word="'{}'", beginning="'{}':*", both=" & ", but_not=" & !"),
}


def words_beginning(db: Session, beginning: str) -> list[str]:
    """Return words of the index that begin so."""
    name = db.get_bind().dialect.name
    values: dict[str, str | int] = {"beginning": beginning, "limit": GOING_ON_LIMIT}
    if name == "sqlite":
        values["end"] = beginning + _LAST_LETTER
    return list(db.connection().execute(_BEGINNING[name], values).scalars())


def near_words(db: Session, word: str) -> list[str]:
    """Return words of the index that may be meant by a misspelt one."""
    values: dict[str, str | int] = {"limit": NEAR_LIMIT}
    if db.get_bind().dialect.name == "sqlite":
        match = " OR ".join(f'"{variant}"' for variant in variants_of(word))
        found = db.connection().execute(_NEAR_SQLITE, values | {"variants": match})
    else:
        values |= {"word": word, "variants": " ".join(variants_of(word))}
        found = db.connection().execute(_NEAR_POSTGRESQL, values)
    return list(found.scalars())
