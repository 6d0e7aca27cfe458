"""Processes of the product that a test starts, kills and stops.

They are forked from a process that has loaded the product's code already: to load it takes seconds
of a processor, a hundred times over. What each does from its first line on is its own.
"""

import os
import runpy
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from time import monotonic

import psutil

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90.0

_forks = get_context("forkserver")
_forks.set_forkserver_preload(
    [
        __name__,
        "smallgestures.cli.web_server",
        "smallgestures.stripe_sandbox.__main__",
        "smallgestures.web.site",
        "smallgestures.worker",
        "uvicorn",
        "uvloop",
    ]
)


def _become(arguments: tuple[str, ...], environment: Mapping[str, str], output: Path) -> None:
    """Go on as `python -m …` would, with nothing of whoever started us."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    said = os.open(output, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(said, stream.fileno())
    sys.argv = list(arguments)
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


class PythonProcess:
    """`python -m …` with the settings of the test; what it says goes to a file."""

    def __init__(self, *arguments: str, environment: Mapping[str, str], output: Path) -> None:
        self.output = output
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SG_")}
        output.write_bytes(b"")  # nothing that an earlier one said is taken for this one's
        self._process = _forks.Process(
            target=_become, args=(arguments, kept | dict(environment), output)
        )
        self._process.start()

    @property
    def is_running(self) -> bool:
        return self._process.is_alive()

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_until(self, happened: Callable[[], bool]) -> None:
        """Return when it has happened; the process must be alive until then."""
        deadline = monotonic() + PATIENCE_S
        while not happened():
            assert self.is_running, self.said()[-3000:]
            assert monotonic() < deadline, self.said()[-3000:]
            Event().wait(0.02)

    def kill(self) -> None:
        """End the process, and all that it started, as a power cut would."""
        self._kill_family()
        assert self._ended() == -signal.SIGKILL, self.said()[-3000:]

    def stop(self) -> None:
        """Ask the process to end, and see that it does so in good order."""
        self._process.terminate()
        self.finish()

    def finish(self) -> None:
        """Wait for the end of a process that ends by itself."""
        status = self._ended()
        assert status == 0, f"ended with {status}, having said:\n{self.said()[-3000:]}"

    def abandon(self) -> None:
        """Leave nothing running, whatever became of the test."""
        if self.is_running:
            self._kill_family()
            self._ended()

    def _ended(self) -> int | None:
        """Wait for the end; return the exit code, or the number of what killed it, below 0."""
        self._process.join(PATIENCE_S)
        return self._process.exitcode

    def _kill_family(self) -> None:
        # What it started would outlive it.
        with suppress(psutil.NoSuchProcess):
            first = psutil.Process(self._process.pid)
            for member in [first, *first.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    member.kill()
