"""Which country a viewer is from: what they told us, else the region of their language."""

import re

from starlette.requests import HTTPConnection

from smallgestures.accounts.cards import SignedIn

_REGION = re.compile(r"\s*[a-z]{2,3}-(?:[A-Z][a-z]{3}-)?([A-Z]{2})\b")
HEADER_READ = 100


def viewer_country(request: HTTPConnection, person: SignedIn | None) -> str:
    """Return the country as two letters (ISO 3166), or nothing: `en-GB` is read as `GB`.

    Good enough for words; nothing that is allowed or not depends on it.
    """
    if person is not None and person.country:
        return person.country
    match = _REGION.match(request.headers.get("accept-language", "")[:HEADER_READ])
    return match[1] if match else ""
