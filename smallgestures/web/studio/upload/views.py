"""Uploads as their pages show them: all words made."""

from dataclasses import dataclass

from smallgestures.videos.models import Step, VideoState
from smallgestures.videos.own.queries import OwnVideo
from smallgestures.videos.uploads.showing import Allowance, Arriving
from smallgestures.videos.uploads.words import size_in_words
from smallgestures.web import routes

DONE, NOW, TODO = "done", "now", "todo"
STEPS = ("Received", "Checked", "Converted", "Ready")
NAMELESS = "Video"
LONGEST_S = 60


@dataclass(frozen=True)
class StepView:
    """One step from a file to a clip; `mark` says whether it is done, under way or to come."""

    words: str
    mark: str


@dataclass(frozen=True)
class UploadView:
    """Where the file of a video stands.

    `stage` is `uploading`, `processing`, `failed` or `ready`. `address` is where an unfinished
    one goes on, and empty otherwise.
    """

    video: str
    name: str
    page: str
    stage: str
    address: str
    size_bytes: int
    arrived_bytes: int
    percent: int
    arrived: str
    steps: list[StepView]
    words: str
    failure: str
    can_try_again: bool
    try_again_url: str


@dataclass(frozen=True)
class AllowanceView:
    """What may be uploaded."""

    largest_bytes: int
    longest_s: int
    left_bytes: int
    files: str
    quota: str


def view_of_upload(video: OwnVideo, upload: Arriving | None) -> UploadView:
    """Return where the file of a video stands."""
    size = upload.size_bytes if upload else video.size_bytes
    arrived = upload.arrived_bytes if upload else video.offset_bytes
    stage = _stage(video)
    return UploadView(
        video=video.public_id,
        name=video.file_name or NAMELESS,
        page=routes.studio_video(video.public_id),
        stage=stage,
        address=f"/api/uploads/{upload.public_id}" if upload else "",
        size_bytes=size,
        arrived_bytes=arrived,
        percent=percent_of(arrived, size),
        arrived=arrived_in_words(arrived, size),
        steps=_steps(video),
        words=_words(video, stage),
        failure=video.failure,
        can_try_again=video.can_try_again,
        try_again_url=f"/api/studio/videos/{video.public_id}/try-again",
    )


def view_of_allowance(allowance: Allowance) -> AllowanceView:
    """Return what may be uploaded, in words that stand on the page before anything is sent."""
    left, quota = size_in_words(allowance.left_bytes), size_in_words(allowance.quota_bytes)
    return AllowanceView(
        largest_bytes=allowance.largest_bytes,
        longest_s=LONGEST_S,
        left_bytes=allowance.left_bytes,
        files=f"MP4, MOV or WebM, up to 500 MB and {LONGEST_S} seconds. Upright looks best.",
        quota=f"You can upload {quota} in seven days; {left} are left.",
    )


def percent_of(arrived: int, size: int) -> int:
    """Return how much has arrived; a hundred is all of it and nothing less."""
    return arrived * 100 // size if size else 0


def arrived_in_words(arrived: int, size: int) -> str:
    """Return `12.4 MB of 19.3 MB`."""
    return f"{size_in_words(arrived)} of {size_in_words(size)}" if size else ""


def _stage(video: OwnVideo) -> str:
    return video.state if video.state in set(VideoState) else VideoState.PROCESSING


def _steps(video: OwnVideo) -> list[StepView]:
    done = _steps_done(video)
    marks = [DONE] * done + [NOW] + [TODO] * len(STEPS)
    return [StepView(words, mark) for words, mark in zip(STEPS, marks, strict=False)]


def _steps_done(video: OwnVideo) -> int:
    if video.state == VideoState.READY:
        return len(STEPS)
    if video.state != VideoState.PROCESSING:
        return 0
    return list(Step).index(Step(video.step)) + 1


def _words(video: OwnVideo, stage: str) -> str:
    if stage == VideoState.READY:
        return "Your video is ready."
    if stage != VideoState.PROCESSING:
        return ""
    return {
        Step.RECEIVED: "All of it is here. Now we check it.",
        Step.CHECKED: f"It is fine. Converting it: {video.converted_percent}%.",
        Step.CONVERTED: "It is converted. Its files are being stored.",
    }[Step(video.step)]
