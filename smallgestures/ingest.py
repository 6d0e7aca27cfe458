"""Turning a video file of this machine into a clip in the feed, with the checks of any upload."""

import time
from pathlib import Path

from smallgestures import clock
from smallgestures.accounts.errors import PersonNotFound
from smallgestures.accounts.service import find_person_id
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.media.storage import get_storage, hashed_key
from smallgestures.outbox.service import dispatch_due
from smallgestures.shop.links.service import link_products
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.service import add_video

POLL_S = 0.2


def ingest_file(path: Path, *, by: str, caption: str, products: list[str]) -> Video:
    """Publish the file as a clip of `by`, and return the video as it became.

    Its state is `READY`, or `FAILED` with the reason in `failure`. Where a
    worker runs, it may be the one that does the work.

    Raises:
        PersonNotFound: Nobody has the handle `by`.
        CaptionTooLong, ProductNotFound: Nothing was stored.
        OSError: The file can't be read.
    """
    with reading() as db:
        creator_id = find_person_id(db, by)
    if creator_id is None:
        raise PersonNotFound
    source_key = "originals/" + hashed_key(path, ".video")
    get_storage().put_file(path, source_key)
    with transaction() as db:
        video = add_video(
            db,
            creator_id=creator_id,
            caption=caption,
            source_key=source_key,
            publish_at=clock.now(),
        )
        link_products(db, video.key, products)
        video_id = video.key
    while True:
        dispatch_due(transaction, HANDLERS, JOBS)
        with reading() as db:
            video = db.get_one(Video, video_id)
        if video.state != VideoState.PROCESSING:
            return video
        time.sleep(POLL_S)  # another worker has it; its lease bounds the wait
