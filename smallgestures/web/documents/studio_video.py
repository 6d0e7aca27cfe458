"""The document of one's own video in the studio."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response

from smallgestures.videos.errors import VideoNotFound
from smallgestures.web.documents.frame import FALLBACK, answer, not_found, to_sign_in
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.studio.edit.reading import read_video
from smallgestures.web.studio.links.reading import read_products
from smallgestures.web.studio.upload.reading import upload_data
from smallgestures.web.unit_of_work import in_reading


async def edit_video(request: Request) -> Response:
    """Answer with the page of one's own video, or 404; lead to sign-in who is nobody yet."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person, public_id = who, request.path_params["video"]
    try:
        view, files = await in_reading(
            lambda db: (
                read_video(db, person, public_id),
                upload_data(db, person, public_id)
                | {"products": read_products(db, person, public_id)},
            )
        )
    except VideoNotFound as refusal:
        return await not_found(request, refusal.user_message, built=FALLBACK)
    head = Head(title=f"{view.title} · Studio · Small Gestures", robots="noindex")
    return await answer(request, FALLBACK, head, data={"video": asdict(view), **files})
