"""Whether the process lives, whether it is of use, and how it does."""

import hmac
from collections.abc import Awaitable, Callable
from datetime import timedelta
from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from smallgestures import clock
from smallgestures.billing.gateway import is_reachable
from smallgestures.media.storage import get_storage
from smallgestures.outbox import queries as outbox
from smallgestures.settings import get_settings
from smallgestures.videos.queries import count_by_state
from smallgestures.web.client_address import client_address
from smallgestures.web.limits import limits_answer
from smallgestures.web.problem import problem
from smallgestures.web.unit_of_work import in_reading

WORKER_SILENT_AFTER = timedelta(seconds=30)
LOOPBACK = {"127.0.0.1", "::1"}

OUTBOX = Gauge("sg_outbox_events", "Events of the outbox by state.", ["state"])
VIDEOS = Gauge("sg_videos", "Videos by state.", ["state"])


async def healthz(_request: Request) -> Response:
    """Answer 200: the process lives."""
    return PlainTextResponse("ok\n")


async def readyz(_request: Request) -> Response:
    """Answer 200 when every part that people need is there; 503 names what is missing."""
    parts = {
        "database": await _database(),
        "state store": await _works(limits_answer),
        "media": await run_in_threadpool(get_storage().answers),
        "worker": await _worker(),
        "stripe": not get_settings().takes_payments or await _works(_stripe),
    }
    missing = [name for name, is_there in parts.items() if not is_there]
    body = {"ready": not missing, "missing": missing, "parts": parts}
    return JSONResponse(body, status_code=503 if missing else 200)


async def _works(check: Callable[[], Awaitable[object]]) -> bool:
    try:
        return bool(await check())
    except Exception:
        # Whatever is wrong with it, the answer to "is it there?" is no.
        return False


async def _database() -> bool:
    return await _works(lambda: in_reading(lambda db: outbox.last_heartbeat(db) or True))


async def _stripe() -> bool:
    return await run_in_threadpool(is_reachable)


async def _worker() -> bool:
    def seen_lately(db: Session) -> bool:
        seen_at = outbox.last_heartbeat(db)
        return seen_at is not None and clock.wall() - seen_at < WORKER_SILENT_AFTER

    return await _works(lambda: in_reading(seen_lately))


async def metrics(request: Request) -> Response:
    """Answer with Prometheus text, to this machine or to who has the token."""
    if not _may_read(request):
        return problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.")

    def read(db: Session) -> None:
        for state, count in outbox.count_by_state(db).items():
            OUTBOX.labels(state).set(count)
        for state, count in count_by_state(db).items():
            VIDEOS.labels(state).set(count)

    await in_reading(read)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _may_read(request: Request) -> bool:
    token = get_settings().metrics_token
    if token is None:
        return client_address(request) in LOOPBACK
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), token.get_secret_value().encode())
