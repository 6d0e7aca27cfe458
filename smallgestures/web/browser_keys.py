"""Two cookies that know a browser without knowing a person, each for one purpose.

`sg_seen` remembers which clips were seen, so that they don't come again. It is
set with the first watch report of somebody who isn't signed in.
`sg_visitor` remembers which product link was followed, for the seven days in
which a purchase is owed to it. It is set at the first such click, and not renewed.
"""

import hashlib
import re
import secrets

from starlette.requests import HTTPConnection
from starlette.responses import Response

from smallgestures.accounts.cards import SignedIn
from smallgestures.feed.service import Viewer
from smallgestures.insights.service import anonymous_viewer, person_viewer
from smallgestures.settings import get_settings
from smallgestures.shop.attribution.service import ATTRIBUTION_WINDOW
from smallgestures.web.viewer_country import viewer_country

SEEN_COOKIE = "sg_seen"
VISITOR_COOKIE = "sg_visitor"
SEEN_DAYS = 180
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


def new_key() -> str:
    """Return a random key for a cookie: 128 bits."""
    return secrets.token_urlsafe(16)


def _cookie(request: HTTPConnection, name: str) -> str | None:
    value = request.cookies.get(name, "")
    return value if _KEY.fullmatch(value) else None


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def seen_key(request: HTTPConnection) -> str | None:
    """Return under which key this browser's seen clips are kept, if it has one."""
    cookie = _cookie(request, SEEN_COOKIE)
    return anonymous_viewer(_hash(cookie)) if cookie else None


def visitor_key(request: HTTPConnection) -> str | None:
    """Return the key of this browser's clicks: the cookie's hash, never the cookie."""
    cookie = _cookie(request, VISITOR_COOKIE)
    return visitor_key_of(cookie) if cookie else None


def visitor_key_of(cookie: str) -> str:
    """Return what is stored of a visitor cookie."""
    return _hash(cookie)


def viewer_of(request: HTTPConnection, person: SignedIn | None) -> Viewer:
    """Return who looks at the feed: a person, a browser that is known, or nobody."""
    country = viewer_country(request, person)
    if person is None:
        return Viewer(key=seen_key(request) or "", country=country)
    key = person_viewer(person.person_id)
    return Viewer(key=key, person_id=person.person_id, country=country)


def set_seen_cookie(response: Response, cookie: str) -> None:
    """Let the browser remember the key of what it has seen."""
    _set(response, SEEN_COOKIE, cookie, max_age_s=SEEN_DAYS * 86_400)


def set_visitor_cookie(response: Response, cookie: str) -> None:
    """Let the browser remember the key of its clicks for as long as they count."""
    _set(response, VISITOR_COOKIE, cookie, max_age_s=int(ATTRIBUTION_WINDOW.total_seconds()))


def _set(response: Response, name: str, cookie: str, *, max_age_s: int) -> None:
    response.set_cookie(
        name,
        cookie,
        max_age=max_age_s,
        path="/",
        httponly=True,
        samesite="lax",
        secure=get_settings().is_https,
    )
