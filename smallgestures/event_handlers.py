"""Who hears of what: the only place where domains react to each other.

A handler runs in the transaction that finishes its event and may run again
after a crash, so each is repeatable. A job works outside a transaction.
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from smallgestures.feed import service as feed
from smallgestures.mail.delivery import deliver_mail
from smallgestures.outbox.service import Handler, Job, Payload
from smallgestures.videos.processing import process_video


def enter_feed(db: Session, payload: Payload) -> None:
    """A published clip gets its place in the feed."""
    feed.enter_feed(db, int(payload["video_id"]))


def rescore_watched(db: Session, payload: Payload) -> None:
    """What was watched moves in the feed."""
    for video_id in payload["video_ids"]:
        feed.rescore(db, int(video_id))


HANDLERS: Mapping[str, Sequence[Handler]] = {
    "VideoPublished": (enter_feed,),
    "VideosWatched": (rescore_watched,),
}
JOBS: Mapping[str, Job] = {
    "VideoAdded": process_video,
    "MailQueued": deliver_mail,
}
