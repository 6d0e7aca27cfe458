"""The one search: over people, videos, products, brands and programmes."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from smallgestures.search import queries
from smallgestures.search.cards import Found, Part
from smallgestures.search.cursor import Cursor, Tier
from smallgestures.search.errors import LONGEST_QUERY, QueryTooLong
from smallgestures.search.models import Kind, subject_at
from smallgestures.search.programmes import programme_like
from smallgestures.search.queries import Terms, Wanted
from smallgestures.search.showing import show
from smallgestures.search.spelling import distance, is_checked, mistakes_allowed
from smallgestures.search.subjects.queries import list_videos
from smallgestures.search.words import WORDS_LIMIT, hashtags_of, words_of

PAGE = 20
GLIMPSE: Mapping[Kind, int] = {
    Kind.PEOPLE: 6,
    Kind.VIDEOS: 10,
    Kind.PRODUCTS: 6,
    Kind.BRANDS: 4,
}
# With fewer results than this, what was typed may be misspelt.
FEW = 3
SPELLINGS = 5
CLIPS_READ = 60
HASHTAGS_SHOWN = 6

Place = tuple[Tier, int]


def search(
    db: Session, typed: str, *, kind: Kind | None = None, cursor: str | None = None
) -> Found:
    """Return what is called so, then what has the words, then what nearly has them.

    The last word may be the beginning of one. Without a `kind` it is a glimpse of each.

    Raises:
        QueryTooLong: Nobody types so much.
        BadCursor: The cursor is none that was given out.
    """
    if len(typed) > LONGEST_QUERY:
        raise QueryTooLong
    at = Cursor.decode(cursor) if cursor else Cursor()
    programme = None if cursor else programme_like(typed)
    words = words_of(typed, limit=WORDS_LIMIT)
    if not words:
        return Found(programme)
    sizes = {kind: PAGE} if kind else dict(GLIMPSE)
    places = _places(db, _terms(db, words), at, sizes)
    parts = [_part(db, kind, found, size=sizes[kind]) for kind, found in places.items()]
    is_near = any(tier is Tier.NEARLY for found in places.values() for tier, _ in found)
    return Found(programme, [part for part in parts if part.hits], is_near=is_near)


def complete_hashtag(db: Session, beginning: str) -> list[tuple[str, int]]:
    """Return hashtags that begin so, those first that most of the clips carry that have the word.

    Each comes with their number; no more than the `CLIPS_READ` most watched clips are read.
    """
    words = words_of(beginning, limit=1)
    if not words:
        return []
    wanted = [Wanted(Kind.VIDEOS, Cursor().below, CLIPS_READ)]
    places = queries.find_with(db, _terms(db, words), wanted)
    counts: Counter[str] = Counter()
    for clip in list_videos(db, [subject_at(place) for place in places]):
        counts.update(tag for tag in hashtags_of(clip.caption) if tag.startswith(beginning.lower()))
    return counts.most_common(HASHTAGS_SHOWN)


def _part(db: Session, kind: Kind, found: Sequence[Place], *, size: int) -> Part:
    hits = show(db, kind, [subject_at(place) for _, place in found[:size]])
    return Part(kind, hits, Cursor(*found[size - 1]).encode() if len(found) > size else None)


def _places(
    db: Session, terms: Terms, at: Cursor, sizes: Mapping[Kind, int]
) -> dict[Kind, list[Place]]:
    """Return the places of a page of each kind, and one more where there is more."""
    found: dict[Kind, list[Place]] = {kind: [] for kind in sizes}

    def missing(tier: Tier) -> list[Wanted]:
        below = at.below if at.tier is tier else Cursor().below
        wanted = ((kind, size + 1 - len(found[kind])) for kind, size in sizes.items())
        return [Wanted(kind, below, limit) for kind, limit in wanted if limit]

    def add(tier: Tier, places: Sequence[int]) -> None:
        for place in places:
            found[Kind.at(place)].append((tier, place))

    if at.tier <= Tier.NAMED:
        add(Tier.NAMED, queries.find_named(db, terms, missing(Tier.NAMED)))
    if at.tier <= Tier.WITH_WORDS and (wanted := missing(Tier.WITH_WORDS)):
        add(Tier.WITH_WORDS, queries.find_with(db, terms, wanted))
    is_first = at == Cursor()
    if at.tier is Tier.NEARLY or (is_first and sum(map(len, found.values())) < FEW):
        near = _near(db, terms)
        if near is not None:
            wanted = missing(Tier.NEARLY)
            add(Tier.NEARLY, queries.find_with(db, near, wanted, without=terms))
    return found


def _terms(db: Session, words: Sequence[str]) -> Terms:
    """Return what was typed; a long last word with the words that begin so."""
    terms = Terms(tuple((word,) for word in words))
    if terms.is_open:
        return terms
    last = words[-1]
    going_on = [word for word in queries.words_beginning(db, last) if word != last]
    return Terms((*terms.spellings[:-1], (last, *going_on)))


def _near(db: Session, terms: Terms) -> Terms | None:
    """Return the terms with other spellings of their words; None when there are none."""
    near = Terms(tuple((*group, *_spellings(db, group[0])) for group in terms.spellings))
    return near if near != terms else None


def _spellings(db: Session, word: str) -> list[str]:
    if not is_checked(word):
        return []
    limit = mistakes_allowed(word)
    near = {other: distance(word, other, limit=limit) for other in queries.near_words(db, word)}
    right = [other for other, mistakes in near.items() if 0 < mistakes <= limit]
    return sorted(right, key=lambda other: (near[other], other))[:SPELLINGS]
