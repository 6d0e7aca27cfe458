"""Who may call the API, and in which version."""

import base64
import binascii
import hmac
import re
from http import HTTPStatus

from starlette.requests import Request

from smallgestures.stripe_sandbox.errors import StripeError
from smallgestures.stripe_sandbox.events import API_VERSION

_TEST_KEY = re.compile(r"sk_test_\w{3,250}")
_SHOWN = 4


class Unauthorised(StripeError):
    """No key, or one that isn't taken."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=HTTPStatus.UNAUTHORIZED)


def check_access(request: Request, api_key: str | None) -> None:
    """Return when the request has a key that is taken and speaks our version.

    Raises:
        StripeError: It hasn't, or it doesn't.
    """
    key = _key(request.headers.get("authorization", ""))
    if not key:
        raise Unauthorised(
            "You did not provide an API key. You need to provide your API key in the Authorization "
            "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    taken = _TEST_KEY.fullmatch(key) and (
        api_key is None or hmac.compare_digest(key.encode(), api_key.encode())
    )
    if not taken:
        stars = "*" * max(len(key) - 2 * _SHOWN, _SHOWN)
        raise Unauthorised(f"Invalid API Key provided: {key[:_SHOWN]}{stars}{key[-_SHOWN:]}")
    version = request.headers.get("stripe-version", API_VERSION)
    if version != API_VERSION:
        raise StripeError(f"The sandbox speaks Stripe’s version {API_VERSION}, not {version[:40]}.")


def _key(header: str) -> str:
    scheme, _space, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(rest, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
