"""What one types, letter after letter, searched for among a million things and among few."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine
from sqlmodel import Session

from smallgestures.db.engine import make_engine
from smallgestures.search.service import search
from tests.e2e.running_product import copy_data
from tests.perf.bench import Bench, median, spread
from tests.perf.many_entries import Language, add_entries
from tests.perf.rows import Row

SMALL, LARGE = 10_000, 1_000_000
MUST_MS = 30
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def measure(bench: Bench) -> Iterator[Row]:
    """Type the same queries into both, and compare how long the answers take."""
    language = Language()
    small, texts = _database(bench, SMALL, language)
    large, more = _database(bench, LARGE, language)
    chance = random.Random(11)
    wanted = chance.sample([*texts, *more], bench.times(60, 15))
    for what, typed in (
        ("as one types", [query for text in wanted for query in _typed(text, chance)]),
        ("a misspelt word", [_misspelt(text, chance) for text in wanted for _ in range(4)]),
    ):
        few = _times(small, typed)
        many = _times(large, typed)
        yield Row(
            what=f"search over {LARGE:,} rows, {what}",
            measured=f"p95 {_p95(many):.1f} ms, median {median(many):.1f} ms",
            baseline=f"at {SMALL:,} rows: p95 {_p95(few):.1f} ms, median {median(few):.1f} ms",
            value=round(_p95(many), 2),
            must=MUST_MS,
            unit="ms",
            details={"large": spread(many) | {"all": None}, "small": spread(few) | {"all": None}},
        )
    small.dispose()
    large.dispose()


def _typed(text: str, chance: random.Random) -> Iterator[str]:
    """Yield what stands in the field as one or two words are typed, letter after letter."""
    words = text.split()
    begin = chance.randrange(len(words))
    whole = " ".join(words[begin : begin + chance.choice((1, 1, 2))])
    return (whole[:length] for length in range(1, len(whole) + 1))


def _misspelt(text: str, chance: random.Random) -> str:
    """Return a word of the text with one letter wrong, missing, or too many."""
    word = chance.choice(text.split())
    place, letter = chance.randrange(len(word)), chance.choice(LETTERS)
    end = chance.choice((word[place:], word[place + 1 :]))
    return word[:place] + chance.choice((letter, letter, "")) + end


def _database(bench: Bench, count: int, language: Language) -> tuple[Engine, list[str]]:
    bench.say(f"  filling a database with {count:,} things to be found …")
    folder = bench.folder / f"search-{count}"
    folder.mkdir()
    copy_data(bench.product.data_dir, folder)
    database: Path = folder / "smallgestures.db"
    texts = add_entries(database, count, language)
    return make_engine(f"sqlite:///{database}"), texts


def _times(engine: Engine, queries: Sequence[str]) -> list[float]:
    return [_read(engine, query) for query in queries]


def _read(engine: Engine, query: str) -> float:
    """Search once, cards included; return the milliseconds that it took."""
    began = perf_counter()
    with Session(engine, expire_on_commit=False, autoflush=False) as db:
        search(db, query)
    return (perf_counter() - began) * 1000


def _p95(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
