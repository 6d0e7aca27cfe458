"""Whatever creators do with their videos in whatever order: each is seen by whom it is meant for.

The model is a few sets; the product is the feed, a profile and the page of a clip.
"""

import json
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from smallgestures.accounts.models import Person
from smallgestures.accounts.ties.service import block_person, follow_person, unfollow_person
from smallgestures.errors import DomainError
from smallgestures.feed.cards import forget_cards
from smallgestures.feed.errors import ClipNotFound
from smallgestures.feed.service import (
    Viewer,
    enter_feed,
    read_following,
    read_for_you,
    read_from,
)
from smallgestures.videos.editing.service import (
    Changes,
    delete_video,
    edit_video,
    make_draft,
    publish_video,
    restore_video,
)
from smallgestures.videos.models import Video, Visibility
from smallgestures.videos.queries import list_tiles
from smallgestures.videos.service import finish_video
from tests.factories import make_playable, make_video
from tests.memory_database import memory_session
from tests.people import make_person

PUBLIC, FOLLOWERS, LINK = Visibility
VIDEOS = range(3)
VIEWERS = range(2)

STEPS = st.one_of(
    st.tuples(st.sampled_from(["publish", "draft", "delete", "restore"]), st.sampled_from(VIDEOS)),
    st.tuples(st.sampled_from([PUBLIC, FOLLOWERS, LINK]), st.sampled_from(VIDEOS)),
    st.tuples(st.sampled_from(["follow", "unfollow", "block"]), st.sampled_from(VIEWERS)),
)


@dataclass
class Clip:
    """What should hold of one video."""

    visibility: Visibility = PUBLIC
    is_published: bool = False
    is_deleted: bool = False

    @property
    def is_out(self) -> bool:
        return self.is_published and not self.is_deleted


@dataclass
class World:
    """What should hold, and the rows that it should hold of."""

    db: Session
    creator: Person
    viewers: list[Person]
    videos: list[Video]
    clips: list[Clip] = field(default_factory=lambda: [Clip() for _ in VIDEOS])
    following: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)

    def do(self, what: str, number: int) -> None:
        if what in {"follow", "unfollow", "block"}:
            self._tie(what, number)
        else:
            self._change(what, number)

    def _tie(self, what: str, number: int) -> None:
        viewer, creator = self.viewers[number].key, self.creator.key
        if what == "block":
            block_person(self.db, creator, blocked_id=viewer)
            self.following.discard(number)
            self.blocked.add(number)
        elif what == "unfollow":
            unfollow_person(self.db, viewer, followed_id=creator)
            self.following.discard(number)
        elif number not in self.blocked:
            follow_person(self.db, viewer, followed_id=creator)
            self.following.add(number)

    def _change(self, what: str, number: int) -> None:
        video, clip = self.videos[number], self.clips[number]
        own = {"public_id": video.public_id, "creator_id": self.creator.key}
        try:
            if what == "publish":
                publish_video(self.db, **own)
                clip.is_published = True
            elif what == "draft":
                make_draft(self.db, **own)
                clip.is_published = False
            elif what == "delete":
                delete_video(self.db, **own)
                clip.is_deleted = True
            elif what == "restore":
                restore_video(self.db, **own)
                clip.is_deleted = False
            else:
                edit_video(self.db, **own, changes=Changes(visibility=Visibility(what)))
                clip.visibility = Visibility(what)
        except DomainError:
            assert clip.is_deleted or what == "restore"
        enter_feed(self.db, video.key)

    def meant(self, number: int | None, *kinds: Visibility) -> set[str]:
        """Return the clips of these kinds that are out; those for followers only for one."""
        follows = number in self.following
        return {
            video.public_id
            for video, clip in zip(self.videos, self.clips, strict=True)
            if clip.is_out
            and clip.visibility in kinds
            and (clip.visibility != FOLLOWERS or follows)
        }


def world_in(db: Session) -> World:
    creator = make_person(db, "maya")
    viewers = [make_person(db, f"viewer{number}") for number in VIEWERS]
    videos = [make_video(db, creator) for _ in VIDEOS]
    for video in videos:
        finish_video(db, video.key, make_playable())
    return World(db, creator, viewers, videos)


def ids(page) -> set[str]:
    return {json.loads(item)["id"] for item in page.items}


def opened(db: Session, viewer: Viewer, videos: list[Video]) -> set[str]:
    found = set()
    for video in videos:
        try:
            page = read_from(db, viewer, video.public_id)
        except ClipNotFound:
            continue
        assert json.loads(page.items[0])["id"] == video.public_id
        found.add(video.public_id)
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=14))
def test_each_sees_what_is_meant_for_them(steps: list[tuple[str, int]]):
    forget_cards()
    with memory_session() as db:
        world = world_in(db)
        for what, number in steps:
            world.do(what, number)

        for number, person in [(None, None), *enumerate(world.viewers)]:
            viewer = Viewer(person_id=person.key) if person else Viewer()
            tiles = list_tiles(
                db, world.creator.key, viewer_id=viewer.person_id, before=None, limit=20
            )
            assert ids(read_for_you(db, viewer, cursor=None)) == world.meant(number, PUBLIC)
            assert {tile.public_id for tile, _ in tiles} == world.meant(number, PUBLIC, FOLLOWERS)
            assert opened(db, viewer, world.videos) == world.meant(number, *Visibility)
            if number in world.following:
                shown = ids(read_following(db, viewer, cursor=None))
                assert shown == world.meant(number, PUBLIC, FOLLOWERS)
