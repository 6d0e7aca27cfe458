"""Every SQL statement of the videos domain."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, tuple_, update
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from smallgestures.accounts.models import Person
from smallgestures.db.base import UtcDateTime
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.watching.queries import Reach, may_watch


@dataclass(frozen=True)
class ClipTile:
    """A clip as a tile of a grid: plain values, ready to render."""

    public_id: str
    caption: str
    poster_key: str
    cover_alt: str


class TilePlace(NamedTuple):
    """Where a page of tiles begins: after the clip that is out since then, and has this id."""

    published_at: datetime
    public_id: str


def get_by_public_id(db: Session, public_id: str) -> Video | None:
    """Return the video of this public id, whatever its state."""
    return db.exec(select(Video).where(Video.public_id == public_id)).one_or_none()


def list_tiles(
    db: Session,
    creator_id: int,
    *,
    viewer_id: int | None,
    before: TilePlace | None,
    limit: int,
    reach: Reach = Reach.NEAR,
) -> list[tuple[ClipTile, datetime]]:
    """Return those of the creator's clips that the viewer may see there, the newest first.

    Each comes with the moment since which it is out, for the next page's beginning.
    """
    columns: tuple[Any, ...] = (
        Video.public_id,
        Video.caption,
        func.coalesce(Video.poster_key, ""),
        Video.cover_alt,
        Video.published_at,
    )
    statement = (
        select_rows(*columns)
        .where(col(Video.creator_id) == creator_id, may_watch(reach, viewer_id))
        .order_by(col(Video.published_at).desc(), col(Video.public_id).desc())
        .limit(limit)
    )
    if before is not None:
        place = tuple_(col(Video.published_at), col(Video.public_id))
        at = bindparam("at", before.published_at, type_=UtcDateTime())
        statement = statement.where(place < tuple_(at, bindparam("id", before.public_id)))
    return [(ClipTile(*tile), published_at) for *tile, published_at in db.execute(statement)]


def leave_processing(db: Session, video_id: int, **values: Any) -> bool:
    """Give the video its final state, once; False when it already has one."""
    change = (
        update(Video)
        .where(col(Video.id) == video_id, col(Video.state) == VideoState.PROCESSING)
        .values(**values)
    )
    return db.exec(change).rowcount == 1


def publish_due(db: Session, video_id: int, *, at: datetime) -> bool:
    """Make the clip published at `at`, once, if it may be; False when it may not or was before."""
    change = (
        update(Video)
        .where(
            col(Video.id) == video_id,
            col(Video.state) == VideoState.READY,
            col(Video.published_at).is_(None),
            col(Video.deleted_at).is_(None),
            col(Video.publish_at) <= at,
            col(Video.edits_made) == col(Video.edits_wanted),
        )
        .values(published_at=at)
    )
    return db.exec(change).rowcount == 1


def count_by_state(db: Session) -> dict[str, int]:
    """Return how many videos are in each state."""
    return dict(db.exec(select(Video.state, func.count()).group_by(Video.state)).all())


def list_playable(
    db: Session, video_ids: Collection[int], *, viewer_id: int | None
) -> list[tuple[Video, Person]]:
    """Return those of these videos that the viewer may watch by their address, with creators."""
    wanted = (
        select(Video, Person)
        .join(Person, col(Person.id) == col(Video.creator_id))
        .where(col(Video.id).in_(video_ids), may_watch(Reach.ADDRESS, viewer_id))
    )
    return [(video, creator) for video, creator in db.exec(wanted)]
