"""Why a file can't become a clip, and what is not the person's fault."""

from smallgestures.errors import DomainError

FOUND_LIMIT = 60  # characters of somebody's file in a message


class MediaRefused(DomainError):
    """Base of every reason for which a file is not taken; `code` names it for logs."""

    code = "refused"


class EmptyFile(MediaRefused):
    """There is nothing in the file."""

    code = "empty"

    def __init__(self) -> None:
        super().__init__("This file is empty. Choose the video again.")


class NotAVideo(MediaRefused):
    """The file is something else; `kind` says what, where that is known."""

    code = "not_a_video"

    def __init__(self, kind: str = "") -> None:
        self.kind = kind
        found = f"This is {kind}, not a video" if kind else "This file is not a video we can read"
        super().__init__(f"{found}. Choose an MP4, MOV or WebM file.")


class NoPicture(MediaRefused):
    """The file holds no moving picture."""

    code = "no_picture"

    def __init__(self) -> None:
        super().__init__(
            "This file has no moving picture, only sound or a still. Choose a video with a picture."
        )


class UnreadCodec(MediaRefused):
    """The picture is encoded in a way that no phone, camera or browser records with."""

    code = "unread_codec"

    def __init__(self, codec: str = "") -> None:
        self.codec = codec
        how = f" ({codec})" if codec else ""
        super().__init__(
            f"This video is encoded in a way that we don’t read{how}. Export it as MP4 with "
            "H.264 and upload it again."
        )


class PointsElsewhere(MediaRefused):
    """The file is a list of, or refers to, other files."""

    code = "points_elsewhere"

    def __init__(self) -> None:
        super().__init__(
            "This file only points to other files and holds no video of its own. "
            "Choose the video itself."
        )


class TooLong(MediaRefused):
    """The video runs longer than a clip may; `at_least` when its end was not looked for."""

    code = "too_long"

    def __init__(self, duration_ms: int, limit_ms: int, *, at_least: bool = False) -> None:
        self.duration_ms = duration_ms
        self.limit_ms = limit_ms
        # Rounded up, so that a video of 60.6 s is never called 60 s long and too long.
        length = spoken_length(-(-duration_ms // 1000))
        about = f"more than {length}" if at_least else length
        super().__init__(
            f"This video is {about} long; a clip runs at most {spoken_length(limit_ms // 1000)}. "
            "Trim it and upload it again."
        )


class TooLarge(MediaRefused):
    """Decoding the file would take more pixels, frames or memory than any phone's video does."""

    code = "too_large"

    def __init__(self, detail: str, *, advice: str = "Export it at 4K or below") -> None:
        self.detail = detail
        super().__init__(f"{detail}. {advice} and upload it again.")


class Damaged(MediaRefused):
    """The file breaks off, or too much of it can't be decoded."""

    code = "damaged"

    def __init__(self) -> None:
        super().__init__(
            "This video is damaged or was cut off while it was copied. "
            "Check that it plays on your device, then upload it again."
        )


class TookTooLong(MediaRefused):
    """The conversion did not end within its time."""

    code = "took_too_long"

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        super().__init__(
            "Converting this video took too long, so we stopped. "
            "Export it at 1080p and upload it again."
        )


class NothingLeft(MediaRefused):
    """The part that was to be kept holds no moving picture."""

    code = "nothing_left"

    def __init__(self) -> None:
        super().__init__("There is no picture in the part that you kept. Trim less off.")


class CaptionsRefused(DomainError):
    """A captions file breaks a rule of WebVTT or of ours; `line` counts from 1."""

    def __init__(self, line: int, expected: str, found: str = "") -> None:
        self.line = line
        self.expected = expected
        self.found = found if len(found) <= FOUND_LIMIT else found[:FOUND_LIMIT] + "…"
        instead = f", found {self.found}" if self.found else ""
        super().__init__(f"Captions file, line {line}: expected {expected}{instead}.")


class MediaToolFailed(Exception):
    """ffmpeg is missing or broke down: nobody's file is to blame, so the caller tries again."""


class InvalidKey(ValueError):
    """A key that no file of ours can have: a bug, or somebody trying doors."""


def spoken_length(seconds: int) -> str:
    """Return a length as people say it, such as `45 seconds` or `2 min 5 s`."""
    minutes, rest = divmod(seconds, 60)
    if seconds == 1:
        return "1 second"
    if minutes < 1 or seconds == 60:  # noqa: PLR2004 - "60 seconds", as the upload page says
        return f"{seconds} seconds"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"
