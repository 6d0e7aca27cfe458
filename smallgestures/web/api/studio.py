"""What open pages of the studio ask, and trying a conversion again."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smallgestures.errors import DomainError
from smallgestures.videos.uploads.originals import try_again
from smallgestures.web import routes
from smallgestures.web.api.answers import (
    FRESH,
    answers_refusals,
    go_to,
    reads_html,
    refused_at,
    show_json,
)
from smallgestures.web.api.forms import EmptyForm, read_form
from smallgestures.web.ids import before
from smallgestures.web.limits import RETRIES, count_request
from smallgestures.web.refusals import refusal
from smallgestures.web.session import as_signed_in, require_signed_in
from smallgestures.web.studio.upload.reading import read_allowance, read_earlier, read_upload
from smallgestures.web.studio.videos.reading import read_videos

READ = ["GET", "HEAD"]


async def get_videos(request: Request) -> Response:
    """Answer with a page of one's videos as its page shows it."""
    before_id = before(request)
    return await show_json(request, lambda db, who: read_videos(db, who, before_id=before_id))


async def get_upload(request: Request) -> Response:
    """Answer with where the file of a video stands."""
    public_id = request.path_params["video"]
    return await show_json(request, lambda db, who: read_upload(db, who, public_id))


async def get_earlier(request: Request) -> Response:
    """Answer with the files of the last days that did not come to their end."""
    return await show_json(request, read_earlier)


async def get_allowance(request: Request) -> Response:
    """Answer with what one may still upload."""
    return await show_json(request, read_allowance)


@answers_refusals("upload", routes.STUDIO)
async def convert_again(request: Request) -> Response:
    """Convert a video that failed once more, from the file that is here."""
    await read_form(request, EmptyForm)
    public_id = request.path_params["video"]
    by_hand, page = reads_html(request), routes.studio_video(public_id)
    try:
        who = await require_signed_in(request)
        await count_request(request, RETRIES, by=who)
        await as_signed_in(request, lambda db, who: try_again(db, who.person_id, public_id))
    except DomainError as error:
        return refused_at(page, error, form="upload") if by_hand else refusal(error)
    return go_to(page) if by_hand else JSONResponse({}, headers=FRESH)


ROUTES = [
    Route("/api/studio/videos", get_videos, methods=READ),
    Route("/api/studio/videos/{video}/upload", get_upload, methods=READ),
    Route("/api/studio/videos/{video}/try-again", convert_again, methods=["POST"]),
    Route("/api/studio/earlier", get_earlier, methods=READ),
    Route("/api/studio/allowance", get_allowance, methods=READ),
]
