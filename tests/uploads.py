"""Make uploads; a test names only what it is about."""

from pathlib import Path
from typing import Any

from sqlmodel import Session

from smallgestures.accounts.models import Person
from smallgestures.videos.models import Video
from smallgestures.videos.uploads.files import path_of
from smallgestures.videos.uploads.models import Upload
from smallgestures.videos.uploads.service import begin_upload, note_arrived
from tests.factories import unused
from tests.people import make_person


def make_upload(db: Session, owner: Person | None = None, **overrides: Any) -> Upload:
    """Return an upload of a thousand bytes of which none has arrived."""
    owner = owner or make_person(db, unused("maya"))
    values = {"size_bytes": 1000, "file_name": "slow-sunday.mp4"}
    return begin_upload(db, owner.key, **(values | overrides))


def make_received(db: Session, owner: Person | None = None, **overrides: Any) -> Upload:
    """Return an upload of which all has arrived."""
    upload = make_upload(db, owner, **overrides)
    put_bytes(upload, upload.size_bytes)
    return note_arrived(db, upload.owner_id, upload.public_id, offset=upload.size_bytes)


def put_bytes(upload: Upload, number: int) -> Path:
    """Let so many bytes of an upload lie on the disk."""
    path = path_of(upload.public_id)
    path.write_bytes(bytes(number))
    return path


def video_of(db: Session, upload: Upload) -> Video:
    """Return the video that an upload is for, as it is now."""
    video = db.get_one(Video, upload.video_id)
    db.refresh(video)
    return video
