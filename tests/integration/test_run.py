"""`smallgestures run`, as a person starts it: everything comes up, and all of it goes away."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic

import psutil
import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
COLD_S = 180.0
TABLES = ("person", "product", "commerce_link")


class Run:
    """One run with a data directory of its own, on a port of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.output = data_dir.with_name("output.txt")
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SG_")},
            "SG_DATA_DIR": str(self.data_dir),
            "SG_PORT": str(self.port),
            "SG_STRIPE_SANDBOX_PORT": str(free_port()),
        }
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "smallgestures", "run"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_said(self, words: str) -> None:
        deadline = monotonic() + COLD_S
        while words not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()[-3000:]
            assert monotonic() < deadline, self.output.read_text()[-3000:]
            threading.Event().wait(0.1)

    def family(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def status(self, path: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        return connection.getresponse().status

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        with sqlite3.connect(self.data_dir / "smallgestures.db") as connection:
            found = {
                table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
                for table in TABLES
            }
            found["clips"] = connection.execute(
                "SELECT id, public_id, creator_id, caption, created_at FROM video ORDER BY id"
            ).fetchall()
        return found

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path / "data")
    yield run
    if run.process is not None and run.process.poll() is None:
        run.stop(signal.SIGTERM)


def test_a_run_comes_up_goes_away_and_comes_back(run: Run):
    """Nothing survives a run but its data, and a second run changes none of that.

    1. The first start prepares everything and says so. 2. Ctrl-C ends every process. 3. The
    second start finds the data as it was. 4. A dead worker is replaced. 5. A dead web process
    ends the run.
    """
    run.start()
    run.wait_until_said(f"running at http://localhost:{run.port}")
    assert "demo-small-gestures" in run.output.read_text()
    assert run.status("/") == 200
    assert run.status("/readyz") == 200
    before = run.rows()
    family = run.family()

    assert run.stop() == 0

    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    assert "Stopped." in run.output.read_text()

    run.start()
    run.wait_until_said("running at")
    assert run.rows() == before

    _child(run, "worker").kill()
    run.wait_until_said("The worker ended (killed by SIGKILL); it starts again")
    _child(run, "web").kill()

    assert run.process.wait(30) == 1
    assert "The web process ended (killed by SIGKILL)" in run.output.read_text()


def test_a_taken_port_is_named_before_anything_happens(run: Run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", run.port))
        other.listen()

        run.start()

        assert run.process.wait(30) == 1
    assert f"Port {run.port} is in use (by " in run.output.read_text()
    assert not run.data_dir.exists()


def _child(run: Run, command: str) -> psutil.Process:
    return next(
        child
        for child in psutil.Process(run.process.pid).children()
        if _argv(child)[-1:] == [command]
    )


def _argv(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:  # it ended since: what a killed worker left, for one
        return []
