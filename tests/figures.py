"""Everything that was counted, as plain values to compare."""

from typing import Any

from sqlmodel import Session, select

from smallgestures.insights.models import VideoTally
from smallgestures.insights.rollups.models import ClipDay, ClipSale, ClipSecond, ClipViewer
from smallgestures.insights.rollups.queries import COUNTS

Counted = dict[str, set[tuple[Any, ...]]]


def counted(db: Session) -> Counted:
    """Return what the tables of sums hold; a sum of nothing is as good as no row."""
    db.expire_all()
    days = db.exec(select(ClipDay)).all()
    seconds = db.exec(select(ClipSecond)).all()
    return {
        "days": {
            (one.video_id, one.day, name, getattr(one, name))
            for one in days
            for name in COUNTS
            if getattr(one, name)
        },
        "seconds": {
            (one.video_id, one.day, one.second, one.showings) for one in seconds if one.showings
        },
        "viewers": {
            (one.video_id, one.viewer, one.first_day) for one in db.exec(select(ClipViewer))
        },
        "sales": {tuple(one.model_dump().values()) for one in db.exec(select(ClipSale))},
        "tallies": {tuple(one.model_dump().values()) for one in db.exec(select(VideoTally))},
    }


def on_day(db: Session, video_id: int, day: Any) -> dict[str, int]:
    """Return the sums of a clip on a day that are more than nothing."""
    db.expire_all()
    found = db.get(ClipDay, (video_id, day))
    return {name: getattr(found, name) for name in COUNTS if found and getattr(found, name)}
