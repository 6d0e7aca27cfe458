"""A migrated database on SQLite and on PostgreSQL, new for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import psycopg
import pytest
from sqlalchemy import make_url
from sqlmodel import Session

from smallgestures.cli.database import migrate
from smallgestures.db import engine
from smallgestures.db.engine import transaction
from smallgestures.settings import get_settings
from tests import postgres
from tests.process_state import forget_process_state

T = TypeVar("T")

_numbers = count(1)


@dataclass(frozen=True)
class Database:
    """The database of one test."""

    kind: str
    url: str
    data_dir: Path

    @property
    def environment(self) -> dict[str, str]:
        """The settings by which other processes use the same database and media."""
        return {"SG_DATABASE_URL": self.url, "SG_DATA_DIR": str(self.data_dir)}


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a server that runs for as long as the tests do."""
    if postgres.programs() is None:
        words = "PostgreSQL is not installed, so nothing was tested on it: apt install postgresql"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the newest schema, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    _migrate(data_dir=folder, url="")
    return folder / "smallgestures.db"


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the newest schema, to be copied."""
    _command(postgres_url, "CREATE DATABASE migrated")
    _migrate(data_dir=tmp_path_factory.mktemp("data"), url=_address_of(postgres_url, "migrated"))
    return "migrated"


@pytest.fixture(scope="session")
def emptied_postgres(postgres_url: str, migrated_postgres: str) -> Iterator[Callable[[], str]]:
    """The address of a migrated database without a row, the same one each time.

    To empty what a test has filled takes a tenth of the time of another copy.
    """
    with postgres_copy(postgres_url, migrated_postgres) as url:

        def emptied() -> str:
            postgres.empty(url)
            return url

        yield emptied


@pytest.fixture(autouse=True, scope="session")
def _one_engine_for_each_address() -> Iterator[None]:
    """A new engine compiles every statement anew, which takes longer than to execute them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "make_engine", cache(engine.make_engine))
        yield


@pytest.fixture(scope="session")
def kept_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the data of one test after another lie, so that their databases have one address."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def data_dir(kept_data_dir: Path) -> Path:
    """An empty folder for the data of a test."""
    shutil.rmtree(kept_data_dir)
    kept_data_dir.mkdir()
    return kept_data_dir


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """An empty, migrated database that the settings name; its tables stay as they are."""
    make = _sqlite if request.param == "sqlite" else _emptied_postgres
    yield from _used(make(request, data_dir), monkeypatch)


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """The same, a copy whose tables the test may change."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    make = _sqlite if request.param == "sqlite" else _postgres
    yield from _used(make(request, data_dir), monkeypatch)


@pytest.fixture
def sqlite_database(
    request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """The same on SQLite only, for what has nothing to do with the database."""
    yield from _used(_sqlite(request, data_dir), monkeypatch)


@pytest.fixture
def postgres_database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """The same on PostgreSQL only, a copy whose tables the test may change."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    yield from _used(_postgres(request, data_dir), monkeypatch)


def _used(made: Iterator[Database], monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    for found in made:
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        forget_process_state()
        yield found
        forget_process_state()


def _sqlite(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[Database]:
    file = data_dir / "smallgestures.db"
    shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
    yield Database("sqlite", f"sqlite:///{file}", data_dir)


def _emptied_postgres(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[Database]:
    yield Database("postgresql", request.getfixturevalue("emptied_postgres")(), data_dir)


def _postgres(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[Database]:
    server, template = (
        request.getfixturevalue(name) for name in ("postgres_url", "migrated_postgres")
    )
    with postgres_copy(server, template) as url:
        yield Database("postgresql", url, data_dir)


@contextmanager
def postgres_copy(server: str, template: str) -> Iterator[str]:
    """Make a migrated database of its own for a while; return its address."""
    name = f"test_{next(_numbers)}"
    _command(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _address_of(server, name)
    _command(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def given() -> Callable[[Callable[[Session], T]], T]:
    """Arrange something in a transaction of its own, committed."""

    def arrange(work: Callable[[Session], T]) -> T:
        with transaction() as db:
            return work(db)

    return arrange


@pytest.fixture
def at_once() -> Callable[[int, Callable[[int], T]], list[T]]:
    """Do something on so many threads that begin together; return what each came to, in order."""

    def run(number: int, act: Callable[[int], T]) -> list[T]:
        barrier = Barrier(number)

        def begin(place: int) -> T:
            barrier.wait(timeout=30)
            return act(place)

        with ThreadPoolExecutor(number) as threads:
            return list(threads.map(begin, range(number), timeout=120))

    return run


def _migrate(*, data_dir: Path, url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SG_DATA_DIR", str(data_dir))
        patch.setenv("SG_DATABASE_URL", url)
        forget_process_state()
        migrate(get_settings())
        forget_process_state()


def _command(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def _address_of(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
