"""How much is too much."""

import asyncio

import pytest
from limits import parse

from smallgestures.settings import get_settings
from smallgestures.web import limits
from smallgestures.web.limits import Limit, TooMany

THREE = Limit("three", parse("3/minute"))


@pytest.fixture(autouse=True)
def _start_anew():
    limits.forget_everything()
    yield
    limits.forget_everything()


def run(work):
    return asyncio.run(work)


def test_the_one_too_many_is_told_when_to_come_back():
    async def work():
        for _ in range(3):
            await limits.take(THREE, "ines")
        with pytest.raises(TooMany, match="Try again in") as refused:
            await limits.take(THREE, "ines")
        await limits.take(THREE, "leo")
        return refused.value

    refused = run(work())

    assert 0 < refused.retry_after_s <= 60
    answer = refused.response()
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == str(refused.retry_after_s)


def test_what_is_forgiven_no_longer_counts():
    async def work():
        for _ in range(3):
            await limits.take(THREE, "ines")
        await limits.forgive(THREE, "ines")
        await limits.take(THREE, "ines")

    run(work())


def test_goes_on_in_memory_when_redis_is_away(monkeypatch):
    monkeypatch.setenv("SG_REDIS_URL", "redis://127.0.0.1:1")
    get_settings.cache_clear()

    async def work():
        for _ in range(3):
            await limits.take(THREE, "ines")
        with pytest.raises(TooMany):
            await limits.take(THREE, "ines")

    run(work())
