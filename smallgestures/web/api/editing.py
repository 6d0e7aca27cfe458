"""What creators do with one of their videos: words and choices, captions, publishing, deleting."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Literal

import structlog
from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smallgestures import clock
from smallgestures.accounts.cards import SignedIn
from smallgestures.errors import DomainError
from smallgestures.feed.service import enter_feed
from smallgestures.gestures.gifts.showing import find_people
from smallgestures.media.storage import get_storage
from smallgestures.media.webvtt import FILE_LIMIT_BYTES
from smallgestures.search.service import complete_hashtag
from smallgestures.shop.links.ladder import require_commerce_allowed
from smallgestures.videos.captions import keep_captions
from smallgestures.videos.editing import service
from smallgestures.videos.editing.errors import MomentPassed
from smallgestures.videos.editing.service import Changes
from smallgestures.videos.models import Video, Visibility
from smallgestures.web import routes
from smallgestures.web.api.answers import FRESH, answers_refusals, go_to, refused_at, show_json
from smallgestures.web.api.forms import EmptyForm, Form, read_form
from smallgestures.web.body import read_body
from smallgestures.web.limits import SEARCHES, VIDEO_EDITS, count_request
from smallgestures.web.refusals import refusal
from smallgestures.web.session import as_signed_in, require_signed_in
from smallgestures.web.studio.edit.completions import Completions, completions_of
from smallgestures.web.studio.edit.reading import read_video
from smallgestures.web.studio.edit.views import EditView, view_of_video
from smallgestures.web.ui.dates import moment_of_field
from smallgestures.web.unit_of_work import in_reading

# A caption that is far too long is told so rather than cut off.
BODY_LIMIT = 65_536
TYPED_LIMIT = 40
MS = r"^[0-9]{1,6}$"

log = structlog.get_logger("studio")

Change = Callable[[Session, SignedIn], Video]


class EditForm(Form):
    """What has changed on the page since it was saved last."""

    caption: str | None = None
    cover_alt: str | None = None
    visibility: Literal["public", "followers", "link"] | None = None
    comments_open: Literal["yes", "no"] | None = None
    trim_start_ms: str | None = Field(default=None, pattern=MS)
    trim_end_ms: str | None = Field(default=None, pattern=MS)
    cover_ms: str | None = Field(default=None, pattern=MS)

    def changes(self) -> Changes:
        """Return it as the domain takes it."""
        return Changes(
            caption=self.caption,
            cover_alt=self.cover_alt,
            visibility=Visibility(self.visibility) if self.visibility else None,
            comments_open=None if self.comments_open is None else self.comments_open == "yes",
            trim_start_ms=_number(self.trim_start_ms),
            trim_end_ms=_number(self.trim_end_ms),
            cover_ms=_number(self.cover_ms),
        )


class PublishForm(Form):
    """When, as the field for a day and a time has it; empty: now."""

    at: str = Field(default="", max_length=20)


async def get_video(request: Request) -> Response:
    """Answer with one's own video as its page shows it."""
    public_id = request.path_params["video"]
    return await show_json(request, lambda db, who: read_video(db, who, public_id))


async def edit(request: Request) -> Response:
    """Store what was changed, and answer with the video as it is now."""

    async def change() -> Change:
        form = await read_form(request, EditForm, limit=BODY_LIMIT)
        return lambda db, who: service.edit_video(
            db, _named(request), creator_id=who.person_id, changes=form.changes()
        )

    return await _changed(request, change)


async def publish(request: Request) -> Response:
    """Publish the video now, or at a time of the person's time zone."""

    async def change() -> Change:
        form = await read_form(request, PublishForm)

        def work(db: Session, who: SignedIn) -> Video:
            at = moment_of_field(form.at, who.time_zone) if form.at else None
            if form.at and at is None:
                raise MomentPassed
            video = service.own_video(db, _named(request), creator_id=who.person_id)
            require_commerce_allowed(db, who.person_id, at=at or clock.now(), video_id=video.key)
            return service.publish_video(db, _named(request), creator_id=who.person_id, at=at)

        return work

    return await _changed(request, change)


async def put_captions(request: Request) -> Response:
    """Check the captions file that is the request's body, and give it to the video."""

    async def change() -> Change:
        who = await require_signed_in(request)
        public_id, language = _named(request), request.query_params.get("language", "")
        content = await read_body(request, limit=FILE_LIMIT_BYTES)

        def keep(db: Session) -> str:
            service.require_captions(db, public_id, creator_id=who.person_id, language=language)
            return keep_captions(get_storage(), content)

        key = await in_reading(keep)
        return lambda db, who: service.set_captions(
            db, public_id, creator_id=who.person_id, key=key, language=language
        )

    return await _changed(request, change)


async def delete_captions(request: Request) -> Response:
    """Take the captions away."""

    async def change() -> Change:
        return lambda db, who: service.set_captions(
            db, _named(request), creator_id=who.person_id, key=None
        )

    return await _changed(request, change)


@answers_refusals("video", routes.STUDIO)
async def make_draft(request: Request) -> Response:
    """Take the video back."""
    return await _moved(request, service.make_draft)


@answers_refusals("video", routes.STUDIO)
async def delete(request: Request) -> Response:
    """Hide the video; it can be restored."""
    return await _moved(request, service.delete_video)


@answers_refusals("video", routes.STUDIO)
async def restore(request: Request) -> Response:
    """Bring a deleted video back."""
    return await _moved(request, service.restore_video)


async def get_completions(request: Request) -> Response:
    """Answer with how a hashtag or a mention that somebody types may go on."""
    typed = request.query_params.get("q", "")[:TYPED_LIMIT]

    def read(db: Session, who: SignedIn) -> Completions:
        if typed.startswith("#"):
            return completions_of(hashtags=complete_hashtag(db, typed[1:]))
        if typed.startswith("@") and typed[1:]:
            return completions_of(people=find_people(db, who.person_id, words=typed))
        return completions_of()

    try:
        await count_request(request, SEARCHES, by=await require_signed_in(request))
    except DomainError as error:
        return refusal(error)
    return await show_json(request, read)


async def _changed(request: Request, change: Callable[[], Awaitable[Change]]) -> Response:
    """Make a change, let the feed follow in the same transaction, and answer with the video."""
    try:
        await count_request(request, VIDEO_EDITS, by=await require_signed_in(request))
        work = await change()
        view = await as_signed_in(request, lambda db, who: _seen(db, who, work(db, who)))
    except DomainError as error:
        return refusal(error)
    return JSONResponse(asdict(view), headers=FRESH)


async def _moved(request: Request, move: Callable[..., Video]) -> Response:
    await read_form(request, EmptyForm)
    public_id = _named(request)
    page = routes.studio_video(public_id)
    try:
        await as_signed_in(
            request,
            lambda db, who: _seen(db, who, move(db, public_id, creator_id=who.person_id)),
        )
    except DomainError as error:
        return refused_at(page, error, form="video")
    log.info(move.__name__)
    return go_to(page)


def _seen(db: Session, who: SignedIn, video: Video) -> EditView:
    """Let the feed have the video for whom it is meant from this very change on."""
    enter_feed(db, video.key)
    return view_of_video(video, who)


def _named(request: Request) -> str:
    return str(request.path_params["video"])


def _number(text: str | None) -> int | None:
    return int(text) if text else None


ROUTES = [
    Route("/api/studio/completions", get_completions, methods=["GET", "HEAD"]),
    Route("/api/studio/videos/{video}", get_video, methods=["GET", "HEAD"]),
    Route("/api/studio/videos/{video}", edit, methods=["POST"]),
    Route("/api/studio/videos/{video}/publish", publish, methods=["POST"]),
    Route("/api/studio/videos/{video}/captions", put_captions, methods=["PUT"]),
    Route("/api/studio/videos/{video}/captions", delete_captions, methods=["DELETE"]),
    Route("/studio/videos/{video}/draft", make_draft, methods=["POST"]),
    Route("/studio/videos/{video}/delete", delete, methods=["POST"]),
    Route("/studio/videos/{video}/restore", restore, methods=["POST"]),
]
