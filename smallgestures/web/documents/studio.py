"""The documents of the studio: one's videos, and a new one."""

from dataclasses import asdict

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.web.documents.frame import answer, to_sign_in
from smallgestures.web.ids import before
from smallgestures.web.session import signed_in
from smallgestures.web.shell.document import Head
from smallgestures.web.studio.upload.reading import read_allowance, read_earlier
from smallgestures.web.studio.videos.reading import read_videos, videos_source
from smallgestures.web.unit_of_work import in_reading


async def my_videos(request: Request) -> Response:
    """Answer with a page of this person's videos, or lead to sign-in."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person, before_id = who, before(request)
    videos = await in_reading(lambda db: read_videos(db, person, before_id=before_id))
    head = Head(title="Studio · Small Gestures", robots="noindex")
    data = {"videos": asdict(videos), "videos_source": videos_source(before_id)}
    return await answer(request, "studio.html", head, data=data)


async def new_video(request: Request) -> Response:
    """Answer with the page on which a file is chosen, or lead to sign-in."""
    who = await signed_in(request)
    if who is None:
        return to_sign_in(request)
    person = who

    def read(db: Session) -> dict[str, object]:
        return {
            "allowance": asdict(read_allowance(db, person)),
            "earlier": asdict(read_earlier(db, person)),
        }

    head = Head(title="New video · Small Gestures", robots="noindex")
    return await answer(request, "studio/upload.html", head, data=await in_reading(read))
