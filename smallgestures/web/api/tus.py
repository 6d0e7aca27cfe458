"""What tus 1.0 says: its headers read strictly, and its answers."""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.errors import SignedOut
from smallgestures.errors import DomainError
from smallgestures.videos.errors import VideoNotFound
from smallgestures.videos.uploads import errors
from smallgestures.videos.uploads.models import LARGEST_BYTES
from smallgestures.web.limits import TooMany
from smallgestures.web.problem import problem

VERSION = "1.0.0"
TUS = {"tus-resumable": VERSION, "cache-control": "no-store"}
WHAT_WE_SPEAK = {
    **TUS,
    "tus-version": VERSION,
    "tus-max-size": str(LARGEST_BYTES),
    "tus-extension": "creation,expiration,termination",
}
PIECE_TYPE = "application/offset+octet-stream"
METADATA_LIMIT = 4096
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)

# What is said with another status than 409.
STATUSES: dict[type[DomainError], int] = {
    SignedOut: HTTPStatus.UNAUTHORIZED,
    VideoNotFound: HTTPStatus.NOT_FOUND,
    errors.UploadNotFound: HTTPStatus.NOT_FOUND,
    errors.UploadExpired: HTTPStatus.GONE,
    errors.FileEmpty: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.FileTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.QuotaUsed: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.BeyondItsSize: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.TooManyUnfinished: HTTPStatus.FORBIDDEN,
    errors.AlreadyReceived: HTTPStatus.FORBIDDEN,
    errors.UploadBusy: HTTPStatus.LOCKED,
    errors.DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
}


class HeaderUnreadable(DomainError):
    """A header of the protocol is missing or is not what it has to be."""

    def __init__(self, name: str, expected: str) -> None:
        self.name = name
        super().__init__(f"{name}: expected {expected}.")


class AnotherVersion(DomainError):
    """The client speaks another version of the protocol, or none."""

    def __init__(self) -> None:
        super().__init__(f"Tus-Resumable: expected {VERSION}.")


class AnotherType(DomainError):
    """The body is not a piece of a file."""

    def __init__(self) -> None:
        super().__init__(f"Content-Type: expected {PIECE_TYPE}.")


STATUSES |= {
    HeaderUnreadable: HTTPStatus.BAD_REQUEST,
    AnotherVersion: HTTPStatus.PRECONDITION_FAILED,
    AnotherType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}


def check_version(request: Request) -> None:
    """Return when the client speaks our version.

    Raises:
        AnotherVersion: It does not.
    """
    if request.headers.get("tus-resumable") != VERSION:
        raise AnotherVersion


def number_in(request: Request, name: str) -> int:
    """Return the number of bytes that a header names.

    Raises:
        HeaderUnreadable: It is missing, or no whole number of at most 15 digits.
    """
    text = request.headers.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise HeaderUnreadable(name, "a number of bytes")
    return int(text)


def metadata_in(request: Request) -> dict[str, str]:
    """Return what the client says about the file: names and texts.

    Raises:
        HeaderUnreadable: It is too long, a name is there twice, or a value is no text in base64.
    """
    header = request.headers.get("upload-metadata", "")
    if len(header) > METADATA_LIMIT:
        raise HeaderUnreadable("Upload-Metadata", f"at most {METADATA_LIMIT} characters")
    found: dict[str, str] = {}
    for pair in header.split(",") if header.strip() else ():
        name, _, value = pair.strip().partition(" ")
        try:
            text = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise _metadata_unreadable() from None
        if not name or name in found:
            raise _metadata_unreadable()
        found[name] = text
    return found


def _metadata_unreadable() -> HeaderUnreadable:
    return HeaderUnreadable("Upload-Metadata", "each name once, with a text in base64")


def metadata_of(file_name: str) -> str:
    """Return the header that says about a file what its owner said."""
    return f"filename {base64.b64encode(file_name.encode()).decode()}"


def http_date(moment: datetime) -> str:
    """Return a moment as headers write it."""
    return format_datetime(moment, usegmt=True)


def answer(status: int, headers: Mapping[str, str]) -> Response:
    """Return an answer without a body."""
    return Response(status_code=status, headers={**TUS, **headers})


def refused(error: DomainError) -> Response:
    """Return the answer that says why not, to programs by its status and to people in words."""
    if isinstance(error, TooMany):
        return with_protocol(error.response())
    status = next(
        (status for kind, status in STATUSES.items() if isinstance(error, kind)),
        HTTPStatus.CONFLICT,
    )
    more = WHAT_WE_SPEAK if isinstance(error, AnotherVersion) else TUS
    if isinstance(error, errors.OffsetWrong):
        more = {**more, "upload-offset": str(error.offset_bytes)}
    return problem(status, error.user_message, headers=more)


def with_protocol(response: Response) -> Response:
    """Return the answer with the headers that every answer of the protocol has."""
    response.headers.update(TUS)
    return response
