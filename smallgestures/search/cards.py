"""What is found, as a page shows it: plain values, ready to render."""

from dataclasses import dataclass, field

from smallgestures.search.models import Kind
from smallgestures.search.programmes import Programme


@dataclass(frozen=True)
class Hit:
    """One thing that was found, and where it leads."""

    kind: Kind
    title: str
    url: str
    subtitle: str = ""
    picture: str = ""
    detail: str = ""  # how often a clip was seen, what a product costs
    handle: str = ""
    is_ad: bool = False


@dataclass(frozen=True)
class PersonFound:
    """Somebody whom one may have looked for."""

    handle: str
    name: str


@dataclass(frozen=True)
class Part:
    """What was found of one kind, and the cursor of the rest."""

    kind: Kind
    hits: list[Hit]
    cursor: str | None = None


@dataclass(frozen=True)
class Found:
    """A page of results, the kinds that found nothing left out."""

    programme: Programme | None = None
    parts: list[Part] = field(default_factory=list)
    is_near: bool = False  # some have only words that are nearly those that were typed


def compact(number: int) -> str:
    """Return a count as people read it at a glance: 9,410, 48K, 1.2M."""
    for size, letter in ((1_000_000, "M"), (1_000, "K")):
        if number >= size * 10:
            return f"{number // size}{letter}"
        if number >= size and letter == "M":
            return f"{number // (size // 10) / 10:g}{letter}"
    return f"{number:,}"
