"""One answer to one form, carried over a redirect in a signed cookie."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response

from smallgestures import clock
from smallgestures.settings import get_settings

COOKIE = "sg_flash"
LIFE_S = 60
COOKIE_LIMIT = 3_800  # bytes; browsers drop cookies above 4,096


def carry(
    response: Response,
    *,
    form: str,
    errors: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
    notice: str = "",
) -> None:
    """Let the next page show what became of a form.

    Args:
        response: The redirect.
        form: Which form it is about.
        errors: Field to sentence; `form` for the whole.
        values: What was typed and may be shown again; never a password.
        notice: A sentence that is no error.
    """
    flash: dict[str, Any] = {"form": form, "errors": errors or {}, "values": values or {}}
    if notice:
        flash["notice"] = notice
    signed = _sign(flash)
    if len(signed) > COOKIE_LIMIT:
        signed = _sign(flash | {"values": {}})
    response.set_cookie(
        COOKIE,
        signed,
        max_age=LIFE_S,
        path="/",
        secure=get_settings().is_https,
        httponly=True,
        samesite="lax",
    )


@dataclass(frozen=True)
class Flash:
    """What the last form left for the page that is shown next."""

    data: dict[str, Any]

    def forget(self, response: Response) -> None:
        """Take it out of the browser with this answer: it is shown once."""
        response.delete_cookie(COOKIE, path="/")


def read_flash(request: HTTPConnection) -> Flash | None:
    """Return what the last form left, if we signed it and it is at most a minute old."""
    signature, _, body = request.cookies.get(COOKIE, "").partition(".")
    if not body or not hmac.compare_digest(signature.encode(), _signature(body).encode()):
        return None
    try:
        data = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (binascii.Error, ValueError):
        return None
    return Flash(data) if data.pop("until", 0) >= clock.wall().timestamp() else None


def _sign(flash: dict[str, Any]) -> str:
    until = int(clock.wall().timestamp()) + LIFE_S
    text = json.dumps(flash | {"until": until}, separators=(",", ":"))
    # Without its padding: "=" would put quotes around the cookie.
    body = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{_signature(body)}.{body}"


def _signature(body: str) -> str:
    # The prefix keeps a signature made for something else from being taken for one of these.
    key = get_settings().signing_key
    return hmac.new(key, b"flash:" + body.encode(), hashlib.sha256).hexdigest()
