"""The product as people run it: `smallgestures run`, in production mode, in a folder of its own."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TypeVar

import httpx
import psutil
from sqlalchemy import Engine, func, select
from sqlmodel import Session

from smallgestures import clock
from smallgestures.db.engine import WRITES, make_engine
from smallgestures.feed.models import FeedEntry
from smallgestures.product_time.service import read_ahead
from smallgestures.seed import CLIPS
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_PATIENCE_S = 240.0  # a first start builds the pages
STOP_PATIENCE_S = 30.0
CLIPS_PATIENCE_S = 300.0  # converted on whatever machine this is
TICK_S = 0.1

T = TypeVar("T")


def wait_until(is_so: Callable[[], bool], what: str, *, patience_s: float = 20.0) -> None:
    """Return as soon as `is_so` is true; a test never waits a fixed time.

    Raises:
        TimeoutError: It did not become true; `what` says what was waited for.
    """
    pause = Event()
    deadline = monotonic() + patience_s
    while not is_so():
        if monotonic() > deadline:
            raise TimeoutError(f"waited {patience_s:.0f} s for {what}")
        pause.wait(TICK_S)


class RunningProduct:
    """One run of the product, which can be stopped and started again at the same address."""

    def __init__(self, folder: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.data_dir = folder / "data"
        self.log = folder / "run.log"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.sandbox_port = free_port()
        self.settings = dict(settings or {})
        self.process: subprocess.Popen[bytes] | None = None
        self._engine: Engine | None = None

    # ---- running

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the run: nothing of the developer's own settings."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("SG_")}
        return inherited | {
            "SG_DATA_DIR": str(self.data_dir),
            "SG_PORT": str(self.port),
            "SG_STRIPE_SANDBOX_PORT": str(self.sandbox_port),
            "SG_LOG_LEVEL": "warning",
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def start(self) -> None:
        """Run it; return when everything that people need answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "smallgestures", "run"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self.is_ready, "the product to be ready", patience_s=START_PATIENCE_S)

    def wait_for_clips(self) -> None:
        """Return when the worker has converted all demo clips."""

        def in_the_feed(db: Session) -> int:
            return int(db.scalar(select(func.count()).select_from(FeedEntry)) or 0)

        wait_until(
            lambda: self.given(in_the_feed) >= len(CLIPS),
            "the worker to convert all clips",
            patience_s=CLIPS_PATIENCE_S,
        )

    def is_ready(self) -> bool:
        """Whether /readyz says so.

        Raises:
            RuntimeError: The run has ended, with what it said last.
        """
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"the product ended:\n{self.log.read_text()[-4000:]}")
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """End the run and everything that it started, as Ctrl-C does."""
        if self.process is None:
            return
        family = self._family()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_PATIENCE_S)
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self.process.wait(STOP_PATIENCE_S)
        self.process = None

    def cut_off(self) -> None:
        """Let the product vanish without a goodbye, as when its machine loses power."""
        for member in reversed(self._family()):
            with suppress(psutil.NoSuchProcess):
                member.kill()
        if self.process is not None:
            self.process.wait(STOP_PATIENCE_S)
            self.process = None

    def _family(self) -> list[psutil.Process]:
        if self.process is None:
            return []
        try:
            run = psutil.Process(self.process.pid)
            return [*run.children(recursive=True), run]
        except psutil.NoSuchProcess:
            return []

    # ---- its database

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open one unit of work in the product's own database, committed at its end.

        Inside, it is as late as it is in the product.
        """
        if self._engine is None:
            self._engine = make_engine(f"sqlite:///{self.data_dir / 'smallgestures.db'}")
        engine = self._engine.execution_options(**{WRITES: True})
        try:
            with Session(engine, expire_on_commit=False) as db, db.begin():
                read_ahead(db)
                yield db
        finally:
            clock.set_ahead(timedelta())

    def given(self, work: Callable[[Session], T]) -> T:
        """Arrange, or look something up, through the domain; return what `work` returns."""
        with self.transaction() as db:
            return work(db)


def copy_data(source: Path, to: Path) -> None:
    """Copy the database, the media and the secret of a data directory that may be in use.

    What is sealed in the database can be read with that secret only.
    """
    shutil.copytree(source / "media", to / "media")
    shutil.copy2(source / "secret_key", to / "secret_key")
    database = "smallgestures.db"
    with (
        closing(sqlite3.connect(source / database)) as there,
        closing(sqlite3.connect(to / database)) as here,
    ):
        there.backup(here)
