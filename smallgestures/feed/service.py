"""Pages of the feed, likes, and what was seen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlmodel import Session

from smallgestures import clock
from smallgestures.feed import queries
from smallgestures.feed.cards import encoded_cards, word_for
from smallgestures.feed.cursor import HIGHEST, Cursor, Part, from_ms, to_ms
from smallgestures.feed.errors import BadCursor, ClipNotFound
from smallgestures.feed.models import FeedEntry
from smallgestures.feed.ranking import score
from smallgestures.feed.seen import queries as seen
from smallgestures.insights.queries import get_tally
from smallgestures.videos.watching.queries import find_out

PAGE_SIZE = 10
SEEN_KEPT = 5_000
NOBODY = 0


@dataclass(frozen=True)
class Viewer:
    """Who looks at the feed: the key of what they have seen, their id when signed in, and where.

    The country decides nothing but the word for advertising.
    """

    key: str = ""
    person_id: int = NOBODY
    country: str = ""


@dataclass(frozen=True)
class Page:
    """One page of the feed: its clips as JSON objects, and where the next page begins."""

    items: list[bytes]
    next_cursor: str | None

    def encode(self) -> bytes:
        """Return the page as the body of `GET /api/feed`."""
        cursor = b"null" if self.next_cursor is None else f'"{self.next_cursor}"'.encode()
        return b'{"items":[' + b",".join(self.items) + b'],"next_cursor":' + cursor + b"}"


def read_for_you(db: Session, viewer: Viewer, *, cursor: str | None) -> Page:
    """Return the next clips that the viewer hasn't seen, then those seen longest ago.

    Three statements at most.

    Raises:
        BadCursor: The cursor is not one of this feed's.
    """
    at = Cursor.decode(cursor) if cursor else _top(Part.FRESH)
    if at.part is Part.FRESH:
        places = _list_fresh(db, viewer, at)
        if places:
            return _page(db, viewer, places, at)
        at = replace(at, part=Part.SEEN, key=0, video_id=0)
    if at.part is not Part.SEEN:
        raise BadCursor
    if not viewer.key:
        return Page([], None)
    places = queries.list_seen(
        db, viewer=viewer.key, person_id=viewer.person_id, at=at, limit=PAGE_SIZE
    )
    return _page(db, viewer, places, at)


def read_following(db: Session, viewer: Viewer, *, cursor: str | None) -> Page:
    """Return the next clips of the people whom the viewer follows, the newest first.

    Raises:
        BadCursor: The cursor is not one of this feed's.
    """
    at = Cursor.decode(cursor) if cursor else _top(Part.FOLLOWING)
    if at.part is not Part.FOLLOWING:
        raise BadCursor
    if viewer.person_id == NOBODY:
        return Page([], None)
    places = queries.list_following(
        db, person_id=viewer.person_id, below=at.video_id, limit=PAGE_SIZE
    )
    return _page(db, viewer, places, at)


def read_from(db: Session, viewer: Viewer, public_id: str) -> Page:
    """Return the feed with one clip before all others, which doesn't come again.

    Three statements at most.

    Raises:
        ClipNotFound: No such clip is published.
    """
    first = queries.find_place(db, public_id, person_id=viewer.person_id)
    if first is None:
        raise ClipNotFound(public_id)
    top = replace(_top(Part.FRESH), given=(first.video_id,))
    rest = _list_fresh(db, viewer, top)
    at = _after(top, rest)
    return Page(_items(db, viewer, [first, *rest]), at.encode())


def _top(part: Part) -> Cursor:
    return Cursor(part, HIGHEST, HIGHEST, started_ms=to_ms(clock.now()))


def _list_fresh(db: Session, viewer: Viewer, at: Cursor) -> list[queries.Place]:
    return queries.list_fresh(
        db, viewer=viewer.key, person_id=viewer.person_id, at=at, limit=PAGE_SIZE
    )


def _page(db: Session, viewer: Viewer, places: Sequence[queries.Place], at: Cursor) -> Page:
    # After the last fresh clip come the seen ones; after any other last page, nothing.
    more = len(places) == PAGE_SIZE or at.part is Part.FRESH
    return Page(_items(db, viewer, places), _after(at, places).encode() if more else None)


def _after(at: Cursor, places: Sequence[queries.Place]) -> Cursor:
    if not places:
        return at
    key = places[-1].key
    number = key if isinstance(key, int) else to_ms(key)
    return at.after(number, [place.video_id for place in places])


def _items(db: Session, viewer: Viewer, places: Sequence[queries.Place]) -> list[bytes]:
    cards = encoded_cards(db, [place.video_id for place in places])
    return [
        b'%b,"disclosure":%b,"likes":%d,"liked":%b}'
        % (
            cards[place.video_id].card,
            _word(cards[place.video_id].kind, viewer.country),
            place.likes,
            b"true" if place.liked else b"false",
        )
        for place in places
        if place.video_id in cards
    ]


@lru_cache(maxsize=2_000)
def _word(kind: str | None, country: str) -> bytes:
    return json.dumps(word_for(kind, country)).encode()


def enter_feed(db: Session, video_id: int) -> None:
    """Let the feed have the clip exactly while it is out, for whom it is meant.

    What was liked and watched of it counts again when it comes back. Doing it again changes
    nothing.
    """
    video = find_out(db, video_id)
    if video is None or video.published_at is None:
        queries.delete_entry(db, video_id)
        return
    if queries.move_entry(db, video_id, visibility=video.visibility):
        return
    queries.insert_entry(
        db,
        FeedEntry(
            video_id=video_id,
            creator_id=video.creator_id,
            published_at=video.published_at,
            visibility=video.visibility,
            likes=queries.count_likes(db, video_id),
        ),
    )
    rescore(db, video_id)


def rescore(db: Session, video_id: int, *, likes_change: int = 0) -> int:
    """Bring the clip's score up to date with its sums; return its likes."""
    entry = queries.lock_entry(db, video_id)
    if entry is None:
        return 0
    tally = get_tally(db, video_id)
    likes = entry.likes + likes_change
    queries.set_sums(
        db,
        video_id,
        score=score(
            published_at=entry.published_at,
            views=tally.views,
            completions=tally.completions,
            likes=likes,
        ),
        likes_change=likes_change,
    )
    return likes


def like_clip(db: Session, public_id: str, *, person_id: int, liked: bool) -> int:
    """Make the person like the clip, or no longer; return how many people like it.

    Repeating it changes nothing.

    Raises:
        ClipNotFound: No such clip is published.
    """
    place = queries.find_place(db, public_id, person_id=person_id)
    if place is None:
        raise ClipNotFound(public_id)
    video_id = place.video_id
    if liked:
        changed = queries.insert_like(db, person_id=person_id, video_id=video_id, at=clock.now())
    else:
        changed = queries.delete_like(db, person_id=person_id, video_id=video_id)
    change = (1 if liked else -1) if changed else 0
    return rescore(db, video_id, likes_change=change)


def mark_seen(db: Session, viewer: Viewer, video_ids: Sequence[int]) -> None:
    """Remember that the viewer saw these clips just now."""
    if viewer.key and video_ids:
        # To the millisecond, as cursors are: what they name must be found again exactly.
        at = from_ms(to_ms(clock.now()))
        seen.upsert_seen(db, viewer.key, sorted(set(video_ids)), at=at)


def join_viewer(db: Session, viewer_key: str, *, person_key: str) -> None:
    """Make what a browser saw before signing in the person's."""
    seen.give_seen(db, viewer_key, to=person_key)


def forget_old_seen(db: Session) -> int:
    """Keep each viewer's newest 5,000 seen clips; return how many were forgotten."""
    return sum(
        seen.forget_oldest_seen(db, viewer, keep=SEEN_KEPT)
        for viewer in seen.viewers_with_more_than(db, SEEN_KEPT)
    )
