"""Reads share their way to a thread, and nothing else."""

import asyncio
import threading

import pytest
from sqlalchemy import text
from sqlmodel import Session

from smallgestures.web.unit_of_work import in_reading
from tests.integration.conftest import Database

PATIENCE_S = 10.0


def number(value: int):
    """A read that answers with `value`, by way of the database."""

    def read(db: Session) -> int:
        return db.connection().execute(text("select :value + 0"), {"value": value}).scalar_one()

    return read


def run(reading):
    return asyncio.run(asyncio.wait_for(reading, PATIENCE_S))


@pytest.mark.usefixtures("database")
class TestManyReadsAtOnce:
    def test_each_gets_its_own_answer(self):
        async def ask() -> list[int]:
            return await asyncio.gather(*(in_reading(number(value)) for value in range(100)))

        assert run(ask()) == list(range(100))

    def test_the_failure_of_one_is_no_other_s(self):
        def fail(db: Session) -> int:
            raise LookupError("there is none")

        async def ask() -> list[int | BaseException]:
            works = [number(1), fail, number(3)]
            return await asyncio.gather(*map(in_reading, works), return_exceptions=True)

        first, failed, last = run(ask())
        assert (first, last) == (1, 3)
        assert isinstance(failed, LookupError)

    def test_who_stops_waiting_holds_nobody_up(self):
        async def ask() -> list[int | BaseException]:
            asked = [asyncio.ensure_future(in_reading(number(value))) for value in range(20)]
            await asyncio.sleep(0)
            for one in asked[::2]:
                one.cancel()
            return await asyncio.gather(*asked, return_exceptions=True)

        answers = run(ask())
        assert answers[1::2] == list(range(1, 20, 2))
        assert all(isinstance(answer, asyncio.CancelledError) for answer in answers[::2])


def test_a_slow_read_does_not_hold_up_those_behind_it(sqlite_database: Database):
    others_are_read = threading.Event()

    def slow(db: Session) -> bool:
        return others_are_read.wait(PATIENCE_S)

    async def ask() -> tuple[list[int], bool]:
        slowly = asyncio.ensure_future(in_reading(slow))
        await asyncio.sleep(0)
        quick = await asyncio.gather(*(in_reading(number(value)) for value in range(5)))
        others_are_read.set()
        return quick, await slowly

    assert run(ask()) == ([0, 1, 2, 3, 4], True)
