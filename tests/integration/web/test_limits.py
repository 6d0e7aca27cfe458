"""Limits that several processes share, in a real Redis."""

import asyncio
import os
from collections.abc import Iterator

import pytest
from limits import parse

from smallgestures.settings import get_settings
from smallgestures.web import limits
from smallgestures.web.limits import Limit, TooMany
from tests import redis_server
from tests.redis_server import RunningRedis

THREE = Limit("three", parse("3/minute"))


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningRedis]:
    if redis_server.program() is None:
        words = "Redis is not installed, so nothing was tested on it: apt install redis-server"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    with redis_server.server() as running:
        monkeypatch.setenv("SG_REDIS_URL", running.url)
        get_settings.cache_clear()
        limits.forget_everything()
        yield running
        limits.forget_everything()


def in_a_process_of_its_own(work) -> None:
    """Run it with nothing in memory of what was counted before."""
    limits.forget_everything()
    asyncio.run(work())


@pytest.mark.usefixtures("redis")
def test_what_one_process_counted_the_next_one_knows():
    async def three_times():
        for _ in range(3):
            await limits.take(THREE, "ines")

    async def once_more():
        assert await limits.limits_answer()
        with pytest.raises(TooMany) as refused:
            await limits.take(THREE, "ines")
        assert 0 < refused.value.retry_after_s <= 60
        await limits.take(THREE, "leo")

    in_a_process_of_its_own(three_times)
    in_a_process_of_its_own(once_more)


@pytest.mark.usefixtures("redis")
def test_what_one_process_forgives_is_forgiven_by_all():
    async def three_times():
        for _ in range(3):
            await limits.take(THREE, "ines")

    async def forgiven():
        await limits.forgive(THREE, "ines")

    async def once_more():
        await limits.take(THREE, "ines")

    in_a_process_of_its_own(three_times)
    in_a_process_of_its_own(forgiven)
    in_a_process_of_its_own(once_more)


@pytest.mark.usefixtures("redis")
def test_many_at_once_get_no_more_than_there_is():
    async def at_once():
        results = await asyncio.gather(
            *(limits.take(THREE, "ines") for _ in range(20)), return_exceptions=True
        )
        assert [type(one) for one in results].count(TooMany) == 17

    in_a_process_of_its_own(at_once)


def test_goes_on_in_memory_when_redis_dies(redis: RunningRedis):
    async def work():
        await limits.take(THREE, "ines")
        redis.stop()
        for _ in range(3):
            await limits.take(THREE, "ines")
        with pytest.raises(TooMany):
            await limits.take(THREE, "ines")

    in_a_process_of_its_own(work)
