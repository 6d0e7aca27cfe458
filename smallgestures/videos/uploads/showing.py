"""What a page says about an upload, and about what may still be uploaded."""

from dataclasses import dataclass

from sqlmodel import Session

from smallgestures import clock
from smallgestures.settings import get_settings
from smallgestures.videos.uploads import files, queries
from smallgestures.videos.uploads.models import (
    LARGEST_BYTES,
    QUOTA_WINDOW,
    UNFINISHED_LIMIT,
    Upload,
)


@dataclass(frozen=True)
class Allowance:
    """How much one may upload, said before one does."""

    largest_bytes: int
    quota_bytes: int
    left_bytes: int
    unfinished_left: int


@dataclass(frozen=True)
class Arriving:
    """An upload that is not finished: plain values."""

    public_id: str
    file_name: str
    size_bytes: int
    arrived_bytes: int


def allowance_of(db: Session, owner_id: int) -> Allowance:
    """Return what somebody may still upload within seven days."""
    use = queries.use_of(db, owner_id, since=clock.wall() - QUOTA_WINDOW)
    quota = get_settings().upload_quota_bytes
    return Allowance(
        largest_bytes=LARGEST_BYTES,
        quota_bytes=quota,
        left_bytes=max(0, quota - use.size_bytes),
        unfinished_left=max(0, UNFINISHED_LIMIT - use.unfinished),
    )


def arriving(upload: Upload | None) -> Arriving | None:
    """Return how far an upload is, as the file on the disk tells; none when it is finished."""
    if upload is None or upload.received_at is not None:
        return None
    return Arriving(
        public_id=upload.public_id,
        file_name=upload.file_name,
        size_bytes=upload.size_bytes,
        arrived_bytes=min(upload.size_bytes, files.size_of(upload.public_id)),
    )
