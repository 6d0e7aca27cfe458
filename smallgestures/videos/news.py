"""Telling its creator's open pages that something became of a video."""

from sqlmodel import Session

from smallgestures.live.service import announce

TOPIC = "video"


def tell_creator(db: Session, creator_id: int, video_id: int) -> None:
    """Have the creator's open pages look at the video anew, once this is committed."""
    announce(db, to=[creator_id], topic=TOPIC, subject_id=video_id)
