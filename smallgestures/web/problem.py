"""Answers of plain routes that say no: `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import JSONResponse, Response


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer that says what is wrong, in words for people."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }
    return JSONResponse(
        body,
        status_code=status,
        headers={"cache-control": "no-store", **(headers or {})},
        media_type="application/problem+json",
    )
