"""How much is too much: rates per address, account and person, in memory or in Redis."""

import math
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from starlette.requests import HTTPConnection
from starlette.responses import Response

from smallgestures import clock
from smallgestures.accounts.cards import SignedIn
from smallgestures.errors import DomainError
from smallgestures.settings import get_settings
from smallgestures.web.client_address import address_group, client_address
from smallgestures.web.problem import problem

REDIS_TIMEOUT_S = 1.0

log = structlog.get_logger("limits")


class TooMany(DomainError):
    """Asked too often; it is fine again after `retry_after_s` seconds."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"That was a lot at once. Try again in {_in_words(retry_after_s)}.")

    def response(self) -> Response:
        """Return the answer of a plain route: 429, and when to come back."""
        headers = {"retry-after": str(self.retry_after_s)}
        return problem(HTTPStatus.TOO_MANY_REQUESTS, self.user_message, headers=headers)


@dataclass(frozen=True)
class Limit:
    """So often in so long, counted by whatever keys the caller gives."""

    name: str
    rate: RateLimitItem

    def times(self, factor: int) -> "Limit":
        """Return a limit of its own that allows so many times as much."""
        more = type(self.rate)(self.rate.amount * factor, self.rate.multiples)
        return Limit(f"{self.name}-{factor}", more)


SIGN_IN_BY_ADDRESS = Limit("sign-in-address", parse("120/minute"))
SIGN_IN_BY_PAIR = Limit("sign-in-pair", parse("10/5minutes"))
SIGN_IN_BY_ACCOUNT = Limit("sign-in-account", parse("100/hour"))
SIGN_UP_BY_ADDRESS = Limit("sign-up-address", parse("60/hour"))
MAIL_BY_ADDRESS = Limit("mail-address", parse("60/hour"))
MAIL_BY_ACCOUNT = Limit("mail-account", parse("5/hour"))
LINKS_BY_ADDRESS = Limit("links-address", parse("60/10minutes"))
LIKES = Limit("likes", parse("60/minute"))
WATCH_REPORTS = Limit("watch-reports", parse("600/minute"))
SEARCHES = Limit("searches", parse("600/minute"))
GIFTS = Limit("gifts", parse("60/minute"))
PEOPLE_SEARCH = Limit("people-search", parse("120/minute"))
CHECKOUT = Limit("checkout", parse("20/10minutes"))
MESSAGES = Limit("messages", parse("60/minute"))
FOLLOWS = Limit("follows", parse("60/minute"))
OPENED_THREADS = Limit("opened-threads", parse("60/hour"))
REPORTS = Limit("reports", parse("30/hour"))
PRODUCT_CHANGES = Limit("product-changes", parse("240/minute"))
OUTSIDE_SHOPS = Limit("outside-shops", parse("60/hour"))
UPLOADS = Limit("uploads", parse("120/hour"))
RETRIES = Limit("retries", parse("30/hour"))
VIDEO_EDITS = Limit("video-edits", parse("240/minute"))
READ_MARKS = Limit("read-marks", parse("240/minute"))


async def take(limit: Limit, key: str | int) -> None:
    """Count one more.

    Raises:
        TooMany: That is one too many; it does not count.
    """
    item, name = limit.rate, (limit.name, str(key))
    limiter = _limiter()
    try:
        if await limiter.hit(item, *name):
            return
        stats = await limiter.get_window_stats(item, *name)
    except StorageError:
        # Without Redis each process counts for itself: less exact, and nobody is locked out.
        log.warning("limits are counted in memory", reason="the store does not answer")
        limiter = _local_limiter()
        if await limiter.hit(item, *name):
            return
        stats = await limiter.get_window_stats(item, *name)
    raise TooMany(max(1, math.ceil(stats.reset_time - clock.wall().timestamp())))


async def count_request(
    request: HTTPConnection, limit: Limit, *, by: SignedIn | None = None
) -> None:
    """Count a request of whoever is signed in, or of an address when nobody is.

    Raises:
        TooMany: That is one too many.
    """
    await take(limit, by.person_id if by else address_group(client_address(request)))


async def limits_answer() -> bool:
    """Say whether the store that counts answers."""
    return bool(await _limiter().storage.check())


async def forgive(limit: Limit, key: str | int) -> None:
    """Forget what was counted, as after a right password."""
    try:
        await _limiter().clear(limit.rate, limit.name, str(key))
    except StorageError:
        log.warning("limits are counted in memory", reason="the store does not answer")


@cache
def _limiter() -> MovingWindowRateLimiter:
    url = get_settings().redis_url
    if url is None:
        return _local_limiter()
    storage = storage_from_string(
        f"async+{url.get_secret_value()}",
        implementation="redispy",
        wrap_exceptions=True,
        socket_connect_timeout=REDIS_TIMEOUT_S,
        socket_timeout=REDIS_TIMEOUT_S,
    )
    if not isinstance(storage, Storage):
        raise TypeError("SG_REDIS_URL: expected redis://host:port")
    return MovingWindowRateLimiter(storage)


@cache
def _local_limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def forget_everything() -> None:
    """Start counting anew; for tests, each of which has an event loop of its own."""
    _limiter.cache_clear()
    _local_limiter.cache_clear()


MINUTE_S = 60


def _in_words(seconds: int) -> str:
    if seconds < MINUTE_S:
        return f"{seconds} second{'s' if seconds != 1 else ''}"
    minutes = math.ceil(seconds / MINUTE_S)
    return f"{minutes} minute{'s' if minutes != 1 else ''}"
