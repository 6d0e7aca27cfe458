"""How a hashtag or a mention that somebody types may go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from smallgestures.search.cards import PersonFound


@dataclass(frozen=True)
class Completion:
    """One way to go on: the text that is put in, and what is known of it."""

    text: str
    about: str


@dataclass(frozen=True)
class Completions:
    """The ways to go on, the likeliest first."""

    items: list[Completion]


def completions_of(
    *, hashtags: Sequence[tuple[str, int]] = (), people: Sequence[PersonFound] = ()
) -> Completions:
    """Return hashtags with the number of their clips, and people with their names."""
    tags = [
        Completion(f"#{tag}", f"{number} {'clip' if number == 1 else 'clips'}")
        for tag, number in hashtags
    ]
    return Completions([*tags, *(Completion(f"@{one.handle}", one.name) for one in people)])
