"""Files to be sent, made by ffmpeg, and uploads that began before the test."""

from pathlib import Path

from sqlmodel import Session

from smallgestures.accounts.queries import find_by_handle
from smallgestures.videos.models import Step, Video, VideoState
from smallgestures.videos.service import refuse_video
from smallgestures.videos.uploads.models import Upload
from tests.integration.media.samples import X264, box, make, picture, tone
from tests.uploads import make_received, make_upload, put_bytes

PIECE_BYTES = 8 * 1024 * 1024


def phone_video(path: Path, *, seconds: float = 1, bytes_at_least: int = 0) -> Path:
    """Return a video as a phone makes it, with room in it until it is so large."""
    make(path, *picture("72x128", seconds=seconds, fps=12), *tone(seconds), *X264, "-c:a", "aac")
    missing = bytes_at_least - path.stat().st_size
    if missing > 0:
        with path.open("ab") as file:
            file.write(box(b"free", bytes(missing)))
    return path


def stopped_upload(db: Session, by: str, *, size_bytes: int, arrived: int, name: str) -> str:
    """Return the public id of a video of whose file a part has arrived, in another browser."""
    owner = find_by_handle(db, by)
    upload = make_upload(db, owner, size_bytes=size_bytes, file_name=name)
    put_bytes(upload, arrived)
    return public_id_of(db, upload)


def failed_upload(db: Session, by: str, *, name: str, reason: str) -> str:
    """Return the public id of a video whose file has arrived and was refused."""
    upload = make_received(db, find_by_handle(db, by), file_name=name)
    refuse_video(db, upload.video_id, reason=reason)
    return public_id_of(db, upload)


def working_upload(db: Session, by: str, *, name: str) -> str:
    """Return the public id of a video that is being converted, and stays so."""
    video = Video(
        creator_id=find_by_handle(db, by).key,
        state=VideoState.PROCESSING,
        step=Step.CHECKED,
        converted_percent=45,
        file_name=name,
    )
    db.add(video)
    db.flush()
    return video.public_id


def public_id_of(db: Session, upload: Upload) -> str:
    return db.get_one(Video, upload.video_id).public_id
