"""News between processes through Redis: sent from any thread, heard on an event loop."""

import asyncio
import json
import queue
import secrets
import threading
from collections.abc import Callable, Iterable
from functools import cache

import structlog
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import RedisError

from smallgestures.live.news import News
from smallgestures.settings import get_settings

CHANNEL = "sg-live"
TIMEOUT_S = 1.0
RETRY_S = 1.0
# A process's own news has reached its pages already when it comes back through Redis.
OWN = secrets.token_hex(8)

log = structlog.get_logger("live")


def send(news: Iterable[News]) -> None:
    """Have the pages of all other processes told; it waits for nothing."""
    for one in news:
        _sender().put(json.dumps([OWN, one.to_json()]))


def _nothing() -> None:
    pass


async def hear(
    tell: Callable[[Iterable[News]], None],
    missed: Callable[[], None],
    *,
    own: str = OWN,
    ready: Callable[[], None] = _nothing,
) -> None:
    """Tell what other processes announce, for as long as this runs.

    Args:
        tell: Takes each piece of news, on this loop.
        missed: Called after a time without a connection: something may have been announced then.
        own: Whose news are left out.
        ready: Called whenever the line stands.
    """
    url = _url()
    lost = False
    while True:
        try:
            async with AsyncRedis.from_url(url) as redis, redis.pubsub() as line:
                await line.subscribe(CHANNEL)
                if lost:
                    missed()
                lost = False
                ready()
                async for message in line.listen():
                    if message["type"] == "message":
                        sender, text = json.loads(message["data"])
                        if sender != own:
                            tell([News.from_json(text)])
        except (RedisError, OSError):
            log.warning("live news of other processes are not heard", reason="no Redis")
            lost = True
            await asyncio.sleep(RETRY_S)


@cache
def _sender() -> "queue.SimpleQueue[str]":
    # A thread of its own: a Redis that hangs holds up nobody's request.
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    redis = Redis.from_url(_url(), socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)

    def work() -> None:
        while True:
            text = waiting.get()
            try:
                redis.publish(CHANNEL, text)
            except RedisError:
                log.warning("live news did not reach other processes", reason="no Redis")

    threading.Thread(target=work, name="live-send", daemon=True).start()
    return waiting


def forget_sender() -> None:
    """Send the next news to the Redis that the settings name by then; for tests."""
    _sender.cache_clear()


def _url() -> str:
    url = get_settings().redis_url
    if url is None:
        raise RuntimeError("SG_REDIS_URL is not set")
    return url.get_secret_value()
