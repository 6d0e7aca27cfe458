"""The programmes that search knows by name, and leads to before everything else."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallgestures.search.spelling import distance
from smallgestures.search.words import joined, words_of

SHORTEST_BEGINNING = 3
MISTAKES = 2
LETTERS_PER_MISTAKE = 5


@dataclass(frozen=True)
class Programme:
    """A programme, the words that mean it, and where it begins."""

    name: str
    line: str
    url: str
    aliases: tuple[str, ...]


SMALL_GESTURES = Programme(
    name="Small Gestures",
    line="Send a free gift from a brand you both like. Three to give, nothing to pay.",
    url="/gestures",
    aliases=("smallgestures", "gestures", "sendagift", "freegift", "gifts"),
)
PROGRAMMES = (SMALL_GESTURES,)


def programme_like(typed: str) -> Programme | None:
    """Return the programme that is meant, or begins to be: mistakes are forgiven."""
    words = words_of(typed)
    return next((programme for programme in PROGRAMMES if _is_meant(programme, words)), None)


def _is_meant(programme: Programme, words: Sequence[str]) -> bool:
    whole = joined(words)
    if len(whole) < SHORTEST_BEGINNING:
        return False
    mistakes = min(MISTAKES, len(whole) // LETTERS_PER_MISTAKE)
    return any(
        alias.startswith(whole)
        or distance(whole, alias, limit=mistakes) <= mistakes
        # As one types: what is there so far is nearly the beginning.
        or _nearly_begins(alias, whole)
        for alias in programme.aliases
    )


def _nearly_begins(alias: str, whole: str) -> bool:
    lengths = (len(whole) - 1, len(whole), len(whole) + 1)
    return len(whole) > LETTERS_PER_MISTAKE and any(
        length < len(alias) and distance(whole, alias[:length], limit=1) <= 1 for length in lengths
    )
