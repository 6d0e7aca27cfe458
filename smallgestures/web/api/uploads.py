"""tus 1.0 at `/api/uploads`: files that arrive in pieces, over as many connections as it takes.

https://tus.io/protocols/resumable-upload, with creation, expiration and termination.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smallgestures.accounts.cards import SignedIn
from smallgestures.errors import DomainError
from smallgestures.videos.models import PUBLIC_ID_LENGTH, Video
from smallgestures.videos.uploads import service
from smallgestures.videos.uploads.errors import BeyondItsSize, OffsetWrong
from smallgestures.videos.uploads.files import size_of
from smallgestures.videos.uploads.models import Upload
from smallgestures.web.api import tus
from smallgestures.web.api.receiving import Held, SentTooSlowly, on_disk, stop_receiving
from smallgestures.web.limits import UPLOADS, count_request
from smallgestures.web.problem import problem
from smallgestures.web.session import as_signed_in, require_signed_in
from smallgestures.web.unit_of_work import in_reading

ADDRESS = "/api/uploads"
TOO_SLOW = "Nothing came for a long time. What has arrived is kept: go on from there."

Endpoint = Callable[[Request], Awaitable[Response]]


def _speaks_tus(endpoint: Endpoint) -> Endpoint:
    """Answer other versions of the protocol, and every refusal, as the protocol has it."""

    async def answered(request: Request) -> Response:
        try:
            tus.check_version(request)
            return await endpoint(request)
        except DomainError as error:
            return tus.refused(error)
        except SentTooSlowly:
            return problem(HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW, headers=tus.TUS)

    return answered


async def options(_request: Request) -> Response:
    """Say what this server speaks, to anybody."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=tus.WHAT_WE_SPEAK)


@_speaks_tus
async def create(request: Request) -> Response:
    """Announce a file, and the draft that it becomes."""
    who = await require_signed_in(request)
    size = tus.number_in(request, "Upload-Length")
    about = tus.metadata_in(request)
    await count_request(request, UPLOADS, by=who)

    def begin(db: Session, who: SignedIn) -> tuple[Upload, str]:
        upload = service.begin_upload(
            db,
            who.person_id,
            size_bytes=size,
            file_name=about.get("filename", ""),
            for_video=about.get("video", "")[: 2 * PUBLIC_ID_LENGTH],
        )
        return upload, db.get_one(Video, upload.video_id).public_id

    upload, video = await as_signed_in(request, begin)
    headers = {
        "location": f"{ADDRESS}/{upload.public_id}",
        "upload-offset": "0",
        "upload-expires": tus.http_date(upload.expires_at),
        "upload-video": video,
    }
    return tus.answer(HTTPStatus.CREATED, headers)


@_speaks_tus
async def look(request: Request) -> Response:
    """Say how much of a file lies on the disk."""
    who = await require_signed_in(request)
    key = request.path_params["upload"]

    def read(db: Session) -> tuple[Upload, str]:
        upload = service.find_upload(db, who.person_id, key)
        return upload, db.get_one(Video, upload.video_id).public_id

    upload, video = await in_reading(read)
    offset = upload.size_bytes
    if upload.received_at is None:
        offset = await on_disk(size_of, key)
        if offset == upload.size_bytes:
            # Whoever wrote the last byte could not say so any more.
            upload = await _note(request, key, offset)
    headers = {
        **_standing(upload, offset),
        "upload-length": str(upload.size_bytes),
        "upload-metadata": tus.metadata_of(upload.file_name),
        "upload-video": video,
    }
    return tus.answer(HTTPStatus.OK, headers)


@_speaks_tus
async def add(request: Request) -> Response:
    """Add a piece where the file ends; with the last one it is received."""
    who = await require_signed_in(request)
    if request.headers.get("content-type") != tus.PIECE_TYPE:
        raise tus.AnotherType
    begins_at = tus.number_in(request, "Upload-Offset")
    key = request.path_params["upload"]
    upload = await in_reading(lambda db: service.find_upload(db, who.person_id, key))
    if upload.received_at is not None:
        if begins_at != upload.size_bytes:
            raise OffsetWrong(upload.size_bytes)
        return tus.answer(HTTPStatus.NO_CONTENT, _standing(upload, upload.size_bytes))
    async with Held(key) as held:
        if held.offset != begins_at:
            raise OffsetWrong(held.offset)
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and begins_at + int(announced) > upload.size_bytes:
            raise BeyondItsSize(upload.size_bytes)
        try:
            await held.take_in(request.stream(), size=upload.size_bytes)
        finally:
            upload = await _note(request, key, held.offset)
        return tus.answer(HTTPStatus.NO_CONTENT, _standing(upload, held.offset))


@_speaks_tus
async def terminate(request: Request) -> Response:
    """Take the file and its draft away."""
    who = await require_signed_in(request)
    key = request.path_params["upload"]
    await in_reading(lambda db: service.find_own(db, who.person_id, key))
    await stop_receiving(key)
    await as_signed_in(request, lambda db, who: service.cancel_upload(db, who.person_id, key))
    return tus.answer(HTTPStatus.NO_CONTENT, {})


async def _note(request: Request, key: str, offset: int) -> Upload:
    return await as_signed_in(
        request, lambda db, who: service.note_arrived(db, who.person_id, key, offset=offset)
    )


def _standing(upload: Upload, offset: int) -> dict[str, str]:
    headers = {"upload-offset": str(offset)}
    if upload.received_at is None:
        headers["upload-expires"] = tus.http_date(upload.expires_at)
    return headers


METHODS = {"HEAD": look, "PATCH": add, "DELETE": terminate, "OPTIONS": options}


async def one(request: Request) -> Response:
    """Do with one upload what the method says, or the one that stands for it where POST must."""
    method = request.method
    if method == "POST":
        method = request.headers.get("x-http-method-override", "").upper()
    endpoint = METHODS.get(method)
    if endpoint is None:
        allowed = {"allow": ", ".join(METHODS)}
        words = "Only HEAD, PATCH and DELETE are known here."
        return problem(HTTPStatus.METHOD_NOT_ALLOWED, words, headers={**tus.TUS, **allowed})
    return await endpoint(request)


ROUTES = [
    Route(ADDRESS, options, methods=["OPTIONS"]),
    Route(ADDRESS, create, methods=["POST"]),
    Route(f"{ADDRESS}/{{upload}}", one, methods=[*METHODS, "POST"]),
]
