"""`POST /api/watch`: what was watched and shown, in batches, each entry counted once."""

from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.feed.queries import video_ids_of
from smallgestures.feed.service import Viewer, mark_seen
from smallgestures.insights.service import (
    LONGEST_WATCH_MS,
    Watched,
    anonymous_viewer,
    record_watches,
)
from smallgestures.shop.attribution.service import Shown, record_impressions
from smallgestures.shop.models import Surface
from smallgestures.videos.models import PUBLIC_ID_LENGTH
from smallgestures.web import browser_keys
from smallgestures.web.body import BodyTooLarge, read_body
from smallgestures.web.limits import WATCH_REPORTS, TooMany, count_request
from smallgestures.web.problem import problem
from smallgestures.web.session import signed_in
from smallgestures.web.unit_of_work import in_transaction

BODY_LIMIT = 16_384
ENTRIES_LIMIT = 50
DAY_MS = 86_400_000
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
VIDEO_ID = rf"^[A-Za-z0-9]{{1,{PUBLIC_ID_LENGTH + 9}}}$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class WatchEntry(_Strict):
    """One showing of one clip; it is sent again when it has grown."""

    kind: Literal["watch"]
    id: str = Field(pattern=UUID)
    video: str = Field(pattern=VIDEO_ID)
    watched_ms: int = Field(ge=0, le=LONGEST_WATCH_MS)
    position_ms: int = Field(ge=0, le=LONGEST_WATCH_MS)
    completed: bool
    at_ms_ago: int = Field(default=0, ge=0, le=7 * DAY_MS)


class ImpressionEntry(_Strict):
    """A linked product was shown on a clip."""

    kind: Literal["impression"]
    id: str = Field(max_length=40)
    video: str = Field(pattern=VIDEO_ID)
    surface: Literal["end_card", "anchor", "panel"]


class Batch(_Strict):
    """What the player has to say since its last batch."""

    entries: list[Annotated[WatchEntry | ImpressionEntry, Field(discriminator="kind")]] = Field(
        max_length=ENTRIES_LIMIT
    )


_BATCH = TypeAdapter(Batch)


async def post_watch(request: Request) -> Response:
    """Store the batch and answer 204; sending it again changes nothing."""
    try:
        await count_request(request, WATCH_REPORTS)
        batch = _BATCH.validate_json(await read_body(request, limit=BODY_LIMIT))
    except TooMany as error:
        return error.response()
    except BodyTooLarge as error:
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error.user_message)
    except ValidationError:
        return problem(
            HTTPStatus.BAD_REQUEST,
            'Expected {"entries": […]} as docs/architecture.md describes it.',
        )

    person = await signed_in(request)
    viewer = browser_keys.viewer_of(request, person)
    response = Response(status_code=204)
    if not viewer.key and any(isinstance(entry, WatchEntry) for entry in batch.entries):
        cookie = browser_keys.new_key()
        browser_keys.set_seen_cookie(response, cookie)
        viewer = Viewer(key=anonymous_viewer(browser_keys.visitor_key_of(cookie)))
    await in_transaction(lambda db: _store(db, batch, viewer))
    return response


def _store(db: Session, batch: Batch, viewer: Viewer) -> None:
    watches = [entry for entry in batch.entries if isinstance(entry, WatchEntry)]
    if watches:
        known = video_ids_of(db, sorted({entry.video for entry in watches}))
        watched = [
            _watched(entry, *known[entry.video]) for entry in watches if entry.video in known
        ]
        record_watches(db, watched, viewer=viewer.key)
        mark_seen(db, viewer, [one.video_id for one in watched])
    shown = [
        Shown(entry.id, entry.video, Surface(entry.surface))
        for entry in batch.entries
        if isinstance(entry, ImpressionEntry)
    ]
    if shown:
        record_impressions(db, shown, person_id=viewer.person_id or None)


def _watched(entry: WatchEntry, video_id: int, duration_ms: int) -> Watched:
    return Watched(
        report_id=entry.id,
        video_id=video_id,
        watched_ms=entry.watched_ms,
        position_ms=min(entry.position_ms, duration_ms),
        completed=entry.completed,
        ms_ago=entry.at_ms_ago,
    )
