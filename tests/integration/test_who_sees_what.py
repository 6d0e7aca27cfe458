"""Who sees a clip where: every surface of the product, every visibility, every kind of viewer.

The clips are public first, so that each gets into whatever shows it, and then become what they
are tested as; the index of search is left as it was, as if its worker were late.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlmodel import Session

from smallgestures.accounts.models import Person
from smallgestures.db.engine import reading, transaction
from smallgestures.feed.cards import forget_cards
from smallgestures.feed.errors import ClipNotFound
from smallgestures.feed.queries import video_ids_of
from smallgestures.feed.service import (
    Viewer,
    enter_feed,
    like_clip,
    read_following,
    read_for_you,
    read_from,
)
from smallgestures.gestures.gifts.holding import Holder
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.gifts.models import Gift
from smallgestures.gestures.gifts.showing import own_clips, show_gift
from smallgestures.messaging.models import MessageKind
from smallgestures.search.index.service import rebuild
from smallgestures.search.models import Kind
from smallgestures.search.service import complete_hashtag, search
from smallgestures.search.trending.service import read_trending
from smallgestures.shop.models import CommerceLink, Product
from smallgestures.shop.service import show_product
from smallgestures.videos.editing.service import (
    Changes,
    delete_video,
    edit_video,
    make_draft,
)
from smallgestures.videos.models import Video, Visibility
from smallgestures.videos.queries import list_tiles
from smallgestures.web.inbox.shared import Subject, shared_views
from tests.factories import follow, make_clip, make_link, make_product
from tests.gifts import make_gift, make_giver, make_offer
from tests.people import make_person

PUBLIC, FOLLOWERS, LINK, DRAFT, DELETED = "public", "followers", "link", "draft", "deleted"
NOBODY, STRANGER, FOLLOWER, CREATOR = "nobody", "stranger", "follower", "creator"
ALL = {NOBODY, STRANGER, FOLLOWER, CREATOR}
CLOSE = {FOLLOWER, CREATOR}
SIGNED_IN = {STRANGER, FOLLOWER, CREATOR}
NONE: set[str] = set()


@dataclass
class Shown:
    """One clip and what shows it."""

    clip: Video
    link: CommerceLink
    product: Product
    gift: Gift


@dataclass
class World:
    """A clip of each kind, and who looks."""

    clips: dict[str, Shown]
    people: dict[str, Person | None]


Surface = Callable[[Session, Shown, Person | None], bool]


def viewer(person: Person | None) -> Viewer:
    return Viewer(person_id=person.key) if person else Viewer()


def key(person: Person | None) -> int | None:
    return person.key if person else None


def has(page, shown: Shown) -> bool:
    return shown.clip.public_id in {json.loads(item)["id"] for item in page.items}


def opens(db: Session, shown: Shown, person: Person | None) -> bool:
    try:
        page = read_from(db, viewer(person), shown.clip.public_id)
    except ClipNotFound:
        return False
    return has(page, shown)


def likes(db: Session, shown: Shown, person: Person | None) -> bool:
    if person is None:
        return False
    try:
        like_clip(db, shown.clip.public_id, person_id=person.key, liked=True)
    except ClipNotFound:
        return False
    return True


def finds(db: Session, shown: Shown, person: Person | None) -> bool:
    found = search(db, shown.clip.caption, kind=Kind.VIDEOS)
    urls = {hit.url for part in found.parts for hit in part.hits}
    return f"/video/{shown.clip.public_id}" in urls


def has_tile(db: Session, shown: Shown, person: Person | None) -> bool:
    tiles = list_tiles(db, shown.clip.creator_id, viewer_id=key(person), before=None, limit=20)
    return shown.clip.public_id in {tile.public_id for tile, _ in tiles}


def is_shared(db: Session, shown: Shown, person: Person | None) -> bool:
    subject = Subject(MessageKind.VIDEO, shown.clip.key)
    return person is not None and subject in shared_views(db, [subject], viewer_id=person.key)


def covers_gift(db: Session, shown: Shown, person: Person | None) -> bool:
    card = show_gift(db, Holder(person_id=key(person), token=link_token(shown.gift)))
    return card.cover is not None


def is_on_product(db: Session, shown: Shown, person: Person | None) -> bool:
    return show_product(db, shown.product.slug, viewer_id=key(person)).clip is not None


def came_from(db: Session, shown: Shown, person: Person | None) -> bool:
    card = show_product(db, shown.product.slug, link_id=shown.link.key, viewer_id=key(person))
    return card.clip is not None


def is_trending(db: Session, shown: Shown, person: Person | None) -> bool:
    return shown.clip.caption.removeprefix("#") in read_trending(db).hashtags


def completes(db: Session, shown: Shown, person: Person | None) -> bool:
    tag = shown.clip.caption.removeprefix("#")
    return tag in dict(complete_hashtag(db, tag))


def can_be_given(db: Session, shown: Shown, person: Person | None) -> bool:
    """Whether its creator may choose it for a gift."""
    is_own = person is not None and person.id == shown.clip.creator_id
    return is_own and shown.clip.public_id in {clip.id for clip in own_clips(db, person.key)}


SURFACES: dict[str, tuple[Surface, dict[str, set[str]]]] = {
    "For you": (
        lambda db, shown, person: has(read_for_you(db, viewer(person), cursor=None), shown),
        {PUBLIC: ALL},
    ),
    "Following": (
        lambda db, shown, person: has(read_following(db, viewer(person), cursor=None), shown),
        {PUBLIC: {FOLLOWER}, FOLLOWERS: {FOLLOWER}},
    ),
    "its page": (opens, {PUBLIC: ALL, FOLLOWERS: CLOSE, LINK: ALL}),
    "a like": (likes, {PUBLIC: SIGNED_IN, FOLLOWERS: CLOSE, LINK: SIGNED_IN}),
    "a report of watching": (
        lambda db, shown, person: bool(
            video_ids_of(db, [shown.clip.public_id], person_id=viewer(person).person_id)
        ),
        {PUBLIC: ALL, FOLLOWERS: CLOSE, LINK: ALL},
    ),
    "search": (finds, {PUBLIC: ALL}),
    "trending hashtags": (is_trending, {PUBLIC: ALL}),
    "completed hashtags": (completes, {PUBLIC: ALL}),
    "the profile": (has_tile, {PUBLIC: ALL, FOLLOWERS: CLOSE}),
    "a message": (is_shared, {PUBLIC: SIGNED_IN, FOLLOWERS: CLOSE, LINK: SIGNED_IN}),
    "the cover of a gift": (covers_gift, {PUBLIC: ALL, FOLLOWERS: CLOSE, LINK: ALL}),
    "one's clips to give": (can_be_given, {PUBLIC: {CREATOR}, LINK: {CREATOR}}),
    "a product's page": (is_on_product, {PUBLIC: ALL}),
    "the product one came to": (came_from, {PUBLIC: ALL, FOLLOWERS: CLOSE, LINK: ALL}),
}


@pytest.fixture
def world(database, given) -> World:
    def arrange(db: Session) -> World:
        creator = make_person(db, CREATOR)
        stranger, follower = make_person(db, STRANGER), make_person(db, FOLLOWER)
        follow(db, follower, creator)
        clips = {
            kind: show(db, creator, kind) for kind in (PUBLIC, FOLLOWERS, LINK, DRAFT, DELETED)
        }
        rebuild(db)
        for kind, shown in clips.items():
            become(db, shown.clip, kind)
        people = {NOBODY: None, STRANGER: stranger, FOLLOWER: follower, CREATOR: creator}
        return World(clips, people)

    made: World = given(arrange)
    forget_cards()
    return made


def show(db: Session, creator: Person, kind: str) -> Shown:
    clip, product = make_clip(db, creator, caption=f"#slow{kind}"), make_product(db)
    gift = make_gift(db, make_giver(db, f"giver-{kind}"), None, make_offer(db))
    gift.cover_video_id = clip.key
    db.add(gift)
    return Shown(clip, make_link(db, clip, product), product, gift)


def become(db: Session, clip: Video, kind: str) -> None:
    own = {"public_id": clip.public_id, "creator_id": clip.creator_id}
    if kind in {FOLLOWERS, LINK}:
        edit_video(db, **own, changes=Changes(visibility=Visibility(kind)))
    elif kind == DRAFT:
        make_draft(db, **own)
    elif kind == DELETED:
        delete_video(db, **own)
    enter_feed(db, clip.key)


def test_each_surface_shows_a_clip_to_whom_it_is_meant_for(world: World):
    faults = {}
    for name, (is_shown, expected) in SURFACES.items():
        open_session = transaction if name == "a like" else reading
        for kind, shown in world.clips.items():
            with open_session() as db:
                seen = {who for who, person in world.people.items() if is_shown(db, shown, person)}
            if seen != expected.get(kind, NONE):
                faults[name, kind] = seen

    assert faults == {}
