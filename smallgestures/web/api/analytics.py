"""Figures for pages that are open, and as files for a spreadsheet."""

from collections.abc import Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.insights.figures import export
from smallgestures.insights.figures.errors import NoSuchClip
from smallgestures.insights.figures.service import (
    EVERYTHING,
    last_days,
    show_clip,
    show_creator,
)
from smallgestures.web.api.answers import show_json
from smallgestures.web.api.downloads import CSV, CSV_MARK, own_file
from smallgestures.web.documents.analytics import read_clip, read_creator
from smallgestures.web.studio.analytics.asked import Asked, asked_of
from smallgestures.web.studio.analytics.views import steps_of

Read = Callable[[Session, SignedIn], str]


async def get_creator(request: Request) -> Response:
    """Answer with how this person's clips do, as the page shows it."""
    asked = asked_of(request)
    return await show_json(request, lambda db, who: read_creator(db, who, asked))


async def get_clip(request: Request) -> Response:
    """Answer with how one of this person's clips does, as the page shows it."""
    asked, public_id = asked_of(request), request.path_params["video"]
    return await show_json(request, lambda db, who: read_clip(db, who, public_id, asked))


async def creator_csv(request: Request) -> Response:
    """Answer with all figures by day, or with `of=clips` by clip."""
    asked, of = asked_of(request), request.query_params.get("of", "days")

    def read(db: Session, who: SignedIn) -> str:
        limit = EVERYTHING if of == "clips" else 0
        report = show_creator(db, who.person_id, last_days(asked.days), limit=limit)
        return export.clips_csv(report.clips) if of == "clips" else export.days_csv(report.by_day)

    return await _table(request, read, name=_name("analytics", of, asked))


async def clip_csv(request: Request) -> Response:
    """Answer with a clip's figures by day, or with `of=` its `retention` or its `funnel`."""
    asked, of = asked_of(request), request.query_params.get("of", "days")
    public_id = request.path_params["video"]

    def read(db: Session, who: SignedIn) -> str:
        report = show_clip(db, public_id, who.person_id, last_days(asked.days))
        match of:
            case "retention":
                return export.retention_csv(report.retention)
            case "funnel":
                return export.steps_csv(steps_of(report.total))
            case _:
                return export.days_csv(report.by_day)

    return await _table(request, read, name=_name("clip", of, asked))


def _name(what: str, of: str, asked: Asked) -> str:
    kind = of if of in {"clips", "retention", "funnel"} else "days"
    return f"{what}-{kind}-{last_days(asked.days).last.isoformat()}.csv"


async def _table(request: Request, read: Read, *, name: str) -> Response:
    def marked(db: Session, who: SignedIn) -> str:
        return CSV_MARK + read(db, who)

    return await own_file(request, marked, name=name, media_type=CSV, gone=NoSuchClip)
