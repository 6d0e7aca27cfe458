"""Fixtures shared by every kind of test."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from smallgestures import clock
from smallgestures.settings import get_settings
from tests.memory_database import memory_session

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _settings_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the machine's own `.data` is read or written."""
    monkeypatch.setenv("SG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SG_SECRET_KEY", "a secret of the tests, long enough")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def db() -> Iterator[Session]:
    """An empty in-memory database, thrown away after the test."""
    with memory_session() as session:
        yield session


class HeldClock:
    """Both clocks, standing still until a test moves them."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, time: timedelta) -> None:
        self.at += time


@pytest.fixture
def held_clock(monkeypatch: pytest.MonkeyPatch) -> HeldClock:
    """Noon of 20 November 2026, for product time and real time alike."""
    held = HeldClock()
    monkeypatch.setattr(clock, "wall", held)
    monkeypatch.setattr(clock, "now", held)
    return held
