"""`POST /api/watch`: what was watched and shown, in batches, each entry counted once."""

from collections.abc import Sequence
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
from smallgestures.insights.shares.service import Shared, record_shares
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


class ShareEntry(_Strict):
    """The link of a clip was copied or passed on."""

    kind: Literal["share"]
    id: str = Field(pattern=UUID)
    video: str = Field(pattern=VIDEO_ID)
    at_ms_ago: int = Field(default=0, ge=0, le=7 * DAY_MS)


class Batch(_Strict):
    """What the player has to say since its last batch."""

    entries: list[
        Annotated[WatchEntry | ImpressionEntry | ShareEntry, Field(discriminator="kind")]
    ] = Field(max_length=ENTRIES_LIMIT)

    @property
    def watches(self) -> list[WatchEntry]:
        """What was watched."""
        return [entry for entry in self.entries if isinstance(entry, WatchEntry)]

    @property
    def shares(self) -> list[ShareEntry]:
        """What was passed on."""
        return [entry for entry in self.entries if isinstance(entry, ShareEntry)]

    @property
    def shown(self) -> list[Shown]:
        """Which products were shown."""
        return [
            Shown(entry.id, entry.video, Surface(entry.surface))
            for entry in self.entries
            if isinstance(entry, ImpressionEntry)
        ]


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
    if not viewer.key and (batch.watches or batch.shares):
        cookie = browser_keys.new_key()
        browser_keys.set_seen_cookie(response, cookie)
        viewer = Viewer(key=anonymous_viewer(browser_keys.visitor_key_of(cookie)))
    # Each kind in a transaction of its own, in which clips are taken in one order by all.
    if watches := batch.watches:
        await in_transaction(lambda db: _store_watches(db, watches, viewer))
    if shares := batch.shares:
        await in_transaction(lambda db: _store_shares(db, shares, viewer))
    if shown := batch.shown:
        person_id = viewer.person_id or None
        await in_transaction(lambda db: record_impressions(db, shown, person_id=person_id))
    return response


def _store_watches(db: Session, watches: Sequence[WatchEntry], viewer: Viewer) -> None:
    known = _known(db, watches, viewer)
    watched = [_watched(entry, *known[entry.video]) for entry in watches if entry.video in known]
    record_watches(db, watched, viewer=viewer.key)
    mark_seen(db, viewer, [one.video_id for one in watched])


def _known(
    db: Session, entries: Sequence[WatchEntry] | Sequence[ShareEntry], viewer: Viewer
) -> dict[str, tuple[int, int]]:
    """Return those of the clips that the viewer may watch at all, by their public ids."""
    public_ids = sorted({entry.video for entry in entries})
    return video_ids_of(db, public_ids, person_id=viewer.person_id)


def _store_shares(db: Session, shares: Sequence[ShareEntry], viewer: Viewer) -> None:
    known = _known(db, shares, viewer)
    shared = [
        Shared(entry.id, known[entry.video][0], entry.at_ms_ago)
        for entry in shares
        if entry.video in known
    ]
    record_shares(db, shared, viewer=viewer.key)


def _watched(entry: WatchEntry, video_id: int, duration_ms: int) -> Watched:
    return Watched(
        report_id=entry.id,
        video_id=video_id,
        watched_ms=entry.watched_ms,
        position_ms=min(entry.position_ms, duration_ms),
        completed=entry.completed,
        ms_ago=entry.at_ms_ago,
    )
