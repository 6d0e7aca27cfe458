"""Every SQL statement of the feed.

The statements of a page are built once, because building one costs more than
running it. Each reads an index from the cursor on and stops at the page's end:
the cost follows from the page and from how much this viewer has seen, not from
how many clips there are.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Executable,
    Integer,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    func,
    tuple_,
    update,
)
from sqlalchemy import select as select_rows
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Follow, Person
from smallgestures.db.base import UtcDateTime
from smallgestures.db.prepared import Prepared
from smallgestures.db.upsert import insert_into, unless_there
from smallgestures.feed.cursor import GIVEN_KEPT, Cursor, from_ms
from smallgestures.feed.models import FeedEntry, Like, Seen
from smallgestures.shop.links.models import Promotion
from smallgestures.shop.models import Brand, CommerceLink, Product, ProductPicture
from smallgestures.videos.models import Video
from smallgestures.videos.watching.queries import Reach, may_watch, reaches, reaches_followers

NO_CLIP = 0

_liked = exists().where(
    col(Like.person_id) == bindparam("person_id"), col(Like.video_id) == col(FeedEntry.video_id)
)
_seen_by_viewer = and_(
    col(Seen.viewer) == bindparam("viewer"), col(Seen.video_id) == col(FeedEntry.video_id)
)

_me: BindParameter[int] = bindparam("person_id", type_=Integer())
_anywhere = reaches(Reach.ANYWHERE, None, visibility=col(FeedEntry.visibility))
_place: tuple[Any, ...] = (col(FeedEntry.video_id), col(FeedEntry.likes), _liked.label("liked"))

_GIVEN = tuple(f"given_{number}" for number in range(GIVEN_KEPT))


def _fresh(given: Sequence[str]) -> Prepared:
    """Return the statement that leaves out the clips whose ids its parameters `given` say."""
    statement = (
        select_rows(*_place, col(FeedEntry.score).label("key"))
        .where(
            _anywhere,
            ~exists().where(_seen_by_viewer),
            tuple_(col(FeedEntry.score), col(FeedEntry.video_id))
            < tuple_(bindparam("key"), bindparam("video_id")),
        )
        .order_by(col(FeedEntry.score).desc(), col(FeedEntry.video_id).desc())
        .limit(bindparam("limit"))
    )
    if given:
        ids: list[BindParameter[int]] = [bindparam(name) for name in given]
        statement = statement.where(col(FeedEntry.video_id).not_in(ids))
    return Prepared(statement)


_FRESH = _fresh(_GIVEN)
_FRESH_AT_TOP = _fresh(())
_SEEN: Executable = (
    select_rows(*_place, col(Seen.seen_at).label("key"))
    .join(Seen, _seen_by_viewer)
    .where(
        _anywhere,
        col(FeedEntry.video_id).not_in(bindparam("given", expanding=True)),
        col(Seen.seen_at) < bindparam("until", type_=UtcDateTime()),
        tuple_(col(Seen.seen_at), col(Seen.video_id))
        > tuple_(bindparam("after", type_=UtcDateTime()), bindparam("video_id")),
    )
    .order_by(col(Seen.seen_at), col(Seen.video_id))
    .limit(bindparam("limit"))
)
_theirs = aliased(FeedEntry)
# The oldest of a creator's clips that can be on the page at all: the page's last, were all theirs.
_oldest_on_page = (
    select_rows(col(_theirs.video_id))
    .where(
        col(_theirs.creator_id) == col(Follow.followed_id),
        col(_theirs.video_id) < bindparam("video_id"),
        reaches_followers(_theirs.visibility),
    )
    .order_by(col(_theirs.video_id).desc())
    .offset(bindparam("others"))
    .limit(1)
    .correlate(Follow)
    .scalar_subquery()
)
_FOLLOWING: Executable = (
    select_rows(*_place, col(FeedEntry.video_id).label("key"))
    .join(Follow, col(Follow.followed_id) == col(FeedEntry.creator_id))
    .where(
        col(Follow.follower_id) == _me,
        reaches_followers(FeedEntry.visibility),
        col(FeedEntry.video_id) < bindparam("video_id"),
        col(FeedEntry.video_id) >= func.coalesce(_oldest_on_page, 0),
    )
    .order_by(col(FeedEntry.video_id).desc())
    .limit(bindparam("limit"))
)
_ONE: Executable = (
    select_rows(*_place, col(FeedEntry.score).label("key"))
    .join(Video, col(Video.id) == col(FeedEntry.video_id))
    .where(col(Video.public_id) == bindparam("public_id"), may_watch(Reach.ADDRESS, _me))
)
_first_picture = and_(
    col(ProductPicture.product_id) == col(Product.id), col(ProductPicture.position) == 0
)
_card: tuple[Any, ...] = (
    Video,
    Person.handle,
    Person.name,
    CommerceLink,
    Product,
    col(Brand.name).label("brand"),
    ProductPicture.square_key,
    ProductPicture.alt,
    Promotion.paid_at,
)
_stands = and_(col(CommerceLink.video_id) == col(Video.id), col(CommerceLink.position).is_not(None))
_CARDS: Executable = (
    select_rows(*_card)
    .join(Person, col(Person.id) == col(Video.creator_id))
    .join(Promotion, col(Promotion.video_id) == col(Video.id), isouter=True)
    .join(CommerceLink, _stands, isouter=True)
    .join(Product, col(Product.id) == col(CommerceLink.product_id), isouter=True)
    .join(Brand, col(Brand.id) == col(Product.brand_id), isouter=True)
    .join(ProductPicture, _first_picture, isouter=True)
    .where(col(Video.id).in_(bindparam("video_ids", expanding=True)))
    .order_by(col(Video.id), col(CommerceLink.position))
)


class Place(NamedTuple):
    """One clip of a page: which, who likes it, and its key for the cursor."""

    video_id: int
    likes: int
    liked: bool
    key: int | datetime


def _given(at: Cursor) -> tuple[int, ...]:
    return at.given or (
        NO_CLIP,
    )  # no clip: a list that holds something makes the simpler statement


def _places(db: Session, statement: Executable, params: Mapping[str, object]) -> list[Place]:
    return [Place(*row) for row in db.connection().execute(statement, params).all()]


def list_fresh(db: Session, *, viewer: str, person_id: int, at: Cursor, limit: int) -> list[Place]:
    """Return the best clips below a score that the viewer hasn't seen and wasn't given."""
    params: dict[str, Any] = {"viewer": viewer, "person_id": person_id, "limit": limit}
    params |= {"key": at.key, "video_id": at.video_id}
    if not at.given:
        return [Place._make(row) for row in _FRESH_AT_TOP.rows(db, params)]
    given = at.given + (NO_CLIP,) * (GIVEN_KEPT - len(at.given))
    params |= zip(_GIVEN, given, strict=True)
    return [Place._make(row) for row in _FRESH.rows(db, params)]


def list_seen(
    db: Session,
    *,
    viewer: str,
    person_id: int,
    at: Cursor,
    limit: int,
) -> list[Place]:
    """Return what the viewer had seen when they came, the longest ago first."""
    params = {"viewer": viewer, "person_id": person_id, "limit": limit, "given": _given(at)}
    times = {"until": from_ms(at.started_ms), "after": from_ms(at.key)}
    return _places(db, _SEEN, params | times | {"video_id": at.video_id})


def list_following(db: Session, *, person_id: int, below: int, limit: int) -> list[Place]:
    """Return the newest clips of the people whom the person follows."""
    params = {"person_id": person_id, "video_id": below, "limit": limit, "others": limit - 1}
    return _places(db, _FOLLOWING, params)


def find_place(db: Session, public_id: str, *, person_id: int) -> Place | None:
    """Return one clip that the person may watch by its address, as the place of a page."""
    places = _places(db, _ONE, {"person_id": person_id, "public_id": public_id})
    return places[0] if places else None


def card_rows(db: Session, video_ids: Sequence[int]) -> Sequence[Row[tuple[object, ...]]]:
    """Return what the clips' cards are made of: a row a linked product, one where there is none."""
    return db.execute(_CARDS, {"video_ids": list(video_ids)}).all()


def video_ids_of(db: Session, public_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return the id and length in milliseconds of the published clips of these public ids."""
    rows = db.exec(
        select(Video.public_id, Video.id, Video.duration_ms)
        .join(FeedEntry, col(FeedEntry.video_id) == col(Video.id))
        .where(col(Video.public_id).in_(public_ids))
    )
    return {public_id: (video_id or 0, duration or 0) for public_id, video_id, duration in rows}


def lock_entry(db: Session, video_id: int) -> FeedEntry | None:
    """Return the clip's entry, locked against other changes of its sums."""
    statement = select(FeedEntry).where(FeedEntry.video_id == video_id).with_for_update()
    # What the session has read of it before it was locked may be old.
    return db.exec(statement.execution_options(populate_existing=True)).one_or_none()


def insert_entry(db: Session, entry: FeedEntry) -> None:
    """Put a clip into the feed, once."""
    statement = insert_into(db, FeedEntry).values(**entry.model_dump())
    db.execute(statement.on_conflict_do_nothing(index_elements=["video_id"]))


def move_entry(db: Session, video_id: int, *, visibility: str) -> bool:
    """Say whom the clip reaches from now on; False when it has no entry."""
    change = update(FeedEntry).where(col(FeedEntry.video_id) == video_id)
    return db.exec(change.values(visibility=visibility)).rowcount == 1


def delete_entry(db: Session, video_id: int) -> None:
    """Take the clip out of the feed; its likes and sums stay."""
    db.exec(delete(FeedEntry).where(col(FeedEntry.video_id) == video_id))


def count_likes(db: Session, video_id: int) -> int:
    """Return how many people like the clip."""
    return db.exec(select(func.count()).where(col(Like.video_id) == video_id)).one()


def insert_like(db: Session, *, person_id: int, video_id: int, at: datetime) -> bool:
    """Store the like; False when it was there."""
    row = {"person_id": person_id, "video_id": video_id, "created_at": at}
    once = unless_there(Like, "person_id", "video_id")(db)
    return db.execute(once, row).scalar_one_or_none() is not None


def delete_like(db: Session, *, person_id: int, video_id: int) -> bool:
    """Take the like back; False when there was none."""
    done = db.exec(
        delete(Like).where(col(Like.person_id) == person_id, col(Like.video_id) == video_id)
    )
    return done.rowcount == 1


def set_sums(db: Session, video_id: int, *, score: int, likes_change: int = 0) -> None:
    """Store the clip's new score, and count likes up or down."""
    db.exec(
        update(FeedEntry)
        .where(col(FeedEntry.video_id) == video_id)
        .values(score=score, likes=FeedEntry.likes + likes_change)
    )
