"""The one rule of who may watch a clip where, as a table."""

from itertools import product

import pytest
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Person
from smallgestures.videos.models import Video, VideoState, Visibility
from smallgestures.videos.watching.queries import Reach, find_out, may_watch, preview_of
from tests.factories import follow, make_clip
from tests.people import make_person

ANYWHERE, NEAR, ADDRESS = Reach.ANYWHERE, Reach.NEAR, Reach.ADDRESS
NOBODY, STRANGER, FOLLOWER, CREATOR = "nobody", "stranger", "follower", "creator"
EVERYONE = (NOBODY, STRANGER, FOLLOWER, CREATOR)
CLOSE = (FOLLOWER, CREATOR)

# Whom a clip that is out reaches where.
TABLE = {
    (Visibility.PUBLIC, ANYWHERE): EVERYONE,
    (Visibility.PUBLIC, NEAR): EVERYONE,
    (Visibility.PUBLIC, ADDRESS): EVERYONE,
    (Visibility.FOLLOWERS, ANYWHERE): (),
    (Visibility.FOLLOWERS, NEAR): CLOSE,
    (Visibility.FOLLOWERS, ADDRESS): CLOSE,
    (Visibility.LINK, ANYWHERE): (),
    (Visibility.LINK, NEAR): (),
    (Visibility.LINK, ADDRESS): EVERYONE,
}
HIDDEN = {
    "a draft": {"published_at": None},
    "deleted": {"deleted_at": True},
    "still uploading": {"state": VideoState.UPLOADING},
    "still converted": {"state": VideoState.PROCESSING},
    "refused": {"state": VideoState.FAILED, "failure": "This file is empty."},
    "removed": {"state": VideoState.REMOVED},
}


@pytest.fixture
def people(db: Session, held_clock) -> dict[str, int | None]:
    creator, follower, stranger = (make_person(db, name) for name in (CREATOR, FOLLOWER, STRANGER))
    follow(db, follower, creator)
    return {NOBODY: None, STRANGER: stranger.key, FOLLOWER: follower.key, CREATOR: creator.key}


def watching(db: Session, people: dict[str, int | None], reach: Reach, clip: Video) -> tuple:
    return tuple(
        name
        for name, viewer_id in people.items()
        if db.exec(
            select(Video.id).where(col(Video.id) == clip.id, may_watch(reach, viewer_id))
        ).all()
    )


def test_the_table_has_every_case():
    assert set(TABLE) == set(product(Visibility, Reach))


@pytest.mark.parametrize(("visibility", "reach"), TABLE)
def test_a_clip_reaches_whom_the_table_says(db: Session, people, visibility, reach):
    clip = make_clip(db, db.get_one(Person, people[CREATOR]), visibility=visibility)

    assert watching(db, people, reach, clip) == TABLE[visibility, reach]


@pytest.mark.parametrize("what", HIDDEN)
@pytest.mark.parametrize("visibility", Visibility)
def test_what_is_not_out_reaches_nobody(db: Session, people, held_clock, what, visibility):
    overrides = HIDDEN[what] | {"visibility": visibility}
    if "deleted_at" in overrides:
        overrides["deleted_at"] = held_clock()
    clip = make_clip(db, db.get_one(Person, people[CREATOR]), **overrides)

    assert [watching(db, people, reach, clip) for reach in Reach] == [(), (), ()]
    assert find_out(db, clip.key) is None
    assert not preview_of(db, clip.public_id).is_for_everybody


def test_who_no_longer_follows_sees_no_more_than_others(db: Session, people):
    clip = make_clip(db, visibility=Visibility.FOLLOWERS)

    assert watching(db, people, NEAR, clip) == ()


def test_what_is_for_everybody_is_public_and_out(db: Session, people):
    clips = {
        kind: make_clip(db, visibility=kind, cover_alt="A wave.").public_id for kind in Visibility
    }

    previews = {kind: preview_of(db, public_id) for kind, public_id in clips.items()}

    assert [kind for kind, one in previews.items() if one.is_for_everybody] == [Visibility.PUBLIC]
    assert {one.cover_alt for one in previews.values()} == {"A wave."}
    assert preview_of(db, "nobodyHasIt") == (False, "")
