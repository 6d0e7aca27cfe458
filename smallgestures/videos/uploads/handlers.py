"""What follows when a file has arrived."""

import structlog

from smallgestures.db.engine import reading
from smallgestures.media.storage import get_storage
from smallgestures.outbox.service import Lease, Payload
from smallgestures.videos.uploads import files
from smallgestures.videos.uploads.models import Upload
from smallgestures.videos.uploads.naming import source_key_of
from smallgestures.videos.uploads.originals import (
    fail_upload,
    keep_original,
    lose_upload,
    reopen_upload,
)

log = structlog.get_logger("uploads")


def store_upload(payload: Payload, lease: Lease) -> None:
    """Move a file that has arrived into the storage, and have it converted.

    Can be repeated at any point: the file has one name there, and what was moved
    before is found in its place.
    """
    upload_id = int(payload["upload_id"])
    with reading() as db:
        upload = db.get(Upload, upload_id)
    if upload is None:  # another file took its place
        lease.finish()
        return
    key, arrived = source_key_of(upload.public_id), files.size_of(upload.public_id)
    if 0 < arrived < upload.size_bytes:  # the power went before the disk had its end
        lease.finish(lambda db: reopen_upload(db, upload_id, arrived=arrived))
        return
    try:
        if arrived:
            files.sync(upload.public_id)
        get_storage().take_file(files.path_of(upload.public_id), key)
    except FileNotFoundError:
        log.exception("upload lost", upload_id=upload_id)
        lease.finish(lambda db: lose_upload(db, upload_id))
    except Exception:
        if not lease.is_last:
            raise
        # Nobody will try again by themselves, and the creator must not wait for ever.
        log.exception("upload not stored", upload_id=upload_id)
        lease.finish(lambda db: fail_upload(db, upload_id))
    else:
        lease.finish(lambda db: keep_original(db, upload_id, key))
