"""Processes of the product that a test starts, kills and stops."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic

import psutil

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90.0


class PythonProcess:
    """`python -m …` with the settings of the test; what it says goes to a file."""

    def __init__(self, *arguments: str, environment: Mapping[str, str], output: Path) -> None:
        self.output = output
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SG_")}
        with output.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env=kept | dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_until(self, happened: Callable[[], bool]) -> None:
        """Return when it has happened; the process must be alive until then."""
        deadline = monotonic() + PATIENCE_S
        while not happened():
            assert self.process.poll() is None, self.said()[-3000:]
            assert monotonic() < deadline, self.said()[-3000:]
            Event().wait(0.02)

    def kill(self) -> None:
        """End the process, and all that it started, as a power cut would."""
        self._kill_family()
        assert self.process.wait(timeout=PATIENCE_S) == -signal.SIGKILL, self.said()[-3000:]

    def stop(self) -> None:
        """Ask the process to end, and see that it does so in good order."""
        self.process.terminate()
        self.finish()

    def finish(self) -> None:
        """Wait for the end of a process that ends by itself."""
        status = self.process.wait(timeout=PATIENCE_S)
        assert status == 0, f"ended with {status}, having said:\n{self.said()[-3000:]}"

    def abandon(self) -> None:
        """Leave nothing running, whatever became of the test."""
        if self.process.poll() is None:
            self._kill_family()
            self.process.wait(timeout=PATIENCE_S)

    def _kill_family(self) -> None:
        # A web server serves from a process of its own, which would outlive the first one.
        first = psutil.Process(self.process.pid)
        for member in [first, *first.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                member.kill()
