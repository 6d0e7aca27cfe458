"""Fixtures shared by every kind of test."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlmodel import Session

from smallgestures import clock
from smallgestures.garbage import leave_out_what_is_loaded
from smallgestures.settings import get_settings
from tests.memory_database import memory_session

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def pytest_sessionstart() -> None:
    """Look for no garbage while tests are found: all that is loaded then stays to the end."""
    gc.disable()


def pytest_collection_finish() -> None:
    """From here on look for it, but not in what was loaded."""
    leave_out_what_is_loaded()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests begin first: on several cores none is waited for at the end."""
    items.sort(key=lambda item: item.get_closest_marker("kill") is None)


@pytest.fixture(autouse=True)
def _settings_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the machine's own `.data` is read or written."""
    monkeypatch.setenv("SG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SG_SECRET_KEY", "a secret of the tests, long enough")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def _loggers_that_can_be_listened_to() -> Iterator[None]:
    """A logger asks where its lines go each time, so that no test hears by what ran before it."""
    configure = structlog.configure

    def uncached(**asked: Any) -> None:
        configure(**asked | {"cache_logger_on_first_use": False})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structlog, "configure", uncached)
        yield


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
