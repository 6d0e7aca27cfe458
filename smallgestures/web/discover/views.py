"""What a search found, as its page shows it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from smallgestures.search.cards import Found, Hit, Part
from smallgestures.search.models import Kind
from smallgestures.search.programmes import SMALL_GESTURES, Programme
from smallgestures.web import routes

TITLES = {
    Kind.PEOPLE: "People",
    Kind.VIDEOS: "Videos",
    Kind.PRODUCTS: "Products",
    Kind.BRANDS: "Brands",
}
ONE = {
    Kind.PEOPLE: "person",
    Kind.VIDEOS: "video",
    Kind.PRODUCTS: "product",
    Kind.BRANDS: "brand",
}


@dataclass(frozen=True)
class ProgrammeView:
    """A programme's banner."""

    name: str
    line: str
    url: str


@dataclass(frozen=True)
class PartView:
    """What was found of one kind, and where there is more of it."""

    kind: str
    title: str
    hits: list[Hit]
    more_url: str
    more: str


@dataclass(frozen=True)
class FoundView:
    """What was found, and the words that say so."""

    query: str
    programme: ProgrammeView | None
    parts: list[PartView]
    is_empty: bool
    shows_trending: bool  # below a programme that stands alone
    is_near: bool
    back_url: str
    said: str  # to whoever listens instead of looks


def before_typing() -> FoundView:
    """Return what the page shows before anything is typed: the programme."""
    return FoundView("", _banner(SMALL_GESTURES), [], False, True, False, "", "")


def view_of_found(query: str, found: Found, *, kind: Kind | None = None) -> FoundView:
    """Return what the page shows of a page of results."""
    asked = query.strip()
    if not asked:
        return before_typing()
    banner = _banner(found.programme) if found.programme and kind is None else None
    parts = [_part(asked, part, alone=kind is not None) for part in found.parts]
    return FoundView(
        query=asked,
        programme=banner,
        parts=parts,
        is_empty=not parts and banner is None,
        shows_trending=not parts and banner is not None,
        is_near=found.is_near,
        back_url=_address(q=asked) if kind else "",
        said=_said(found),
    )


def _banner(programme: Programme) -> ProgrammeView:
    return ProgrammeView(programme.name, programme.line, programme.url)


def _part(query: str, part: Part, *, alone: bool) -> PartView:
    title, more_url = TITLES[part.kind], ""
    if part.cursor:
        # What is shown of a kind among the others is shown again where it stands alone.
        place = {"cursor": part.cursor} if alone else {}
        more_url = _address(q=query, kind=str(part.kind), **place)
    more = f"More {title.lower()}" if alone else f"All {title.lower()}"
    return PartView(str(part.kind), title, part.hits, more_url, more)


def _address(**query: str) -> str:
    return f"{routes.DISCOVER}?{urlencode(query)}"


def _said(found: Found) -> str:
    counts = [_count(part) for part in found.parts]
    if found.programme:
        counts.insert(0, found.programme.name)
    return "Found: " + ", ".join(counts) + "." if counts else "Nothing found."


def _count(part: Part) -> str:
    if len(part.hits) == 1:
        return f"1 {ONE[part.kind]}"
    return f"{len(part.hits)}{' or more' if part.cursor else ''} {TITLES[part.kind].lower()}"
