"""One run of the product: prepared, started, kept alive, and gone without a trace."""

import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from math import inf
from time import monotonic
from types import FrameType
from typing import IO

from smallgestures.cli import database, frontend
from smallgestures.cli.changes import CodeChanges
from smallgestures.cli.children import (
    Child,
    adopt_orphans,
    describe_exit,
    reap_orphans,
    stop_everything,
)
from smallgestures.cli.ports import require_free_port
from smallgestures.cli.refusals import Refused
from smallgestures.cli.sandbox import LOOPBACK, SANDBOX_PORT, stripe_sandbox
from smallgestures.cli.words import say, welcome
from smallgestures.settings import Settings

CLIPS_WANTED = 3
CLIPS_PATIENCE_S = 120.0
WEB_PATIENCE_S = 90.0
TICK_S = 0.1


class Product:
    """Everything that `make run` starts, as children of this process."""

    def __init__(self, settings: Settings, *, reload: bool = False) -> None:
        self.settings = settings
        self.reload = reload
        self.stopping = threading.Event()
        self.worker = _command("worker", "worker")
        self.web = _command("web", "web", *(["--reload"] if reload else []))
        self.builder = _command("build of the pages", "build")
        self.sandbox: Child | None = None
        self.build_output = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the run)
        self.builder.output = self.build_output.fileno()

    @property
    def children(self) -> tuple[Child, ...]:
        """All that may be running."""
        all_but_sandbox = (self.web, self.worker, self.builder)
        return (*all_but_sandbox, self.sandbox) if self.sandbox else all_but_sandbox

    def run(self) -> int:
        """Serve until a signal; return the exit code.

        Raises:
            Refused: The product can't start, or its web process ended.
        """
        require_free_port(self.settings.bind, self.settings.port)
        if self.settings.uses_sandbox:
            require_free_port(LOOPBACK, self.settings.sandbox_port, setting=SANDBOX_PORT)
            self.sandbox = stripe_sandbox(self.settings)  # which may have to make our secret
        adopt_orphans()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            self._start()
            self._keep_running()
        finally:
            self.stopping.set()
            stop_everything(self.children)
            self.build_output.close()
        say("Stopped.")
        return 0

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _start(self) -> None:
        database.migrate(self.settings)
        self.worker.start()
        if self.sandbox:
            self.sandbox.start()
        needs_build = not self.reload and not frontend.is_current(self.settings)
        (self.builder if needs_build else self.web).start()  # they load while we seed
        if self.settings.demo:
            database.seed()
        if needs_build:
            say("Building the pages (needed after a change of the code; about 20 seconds) …")
            self._finish_build()
        if not self._wait(self._answers, patience_s=WEB_PATIENCE_S):
            raise Refused(f"The web process has not answered for {WEB_PATIENCE_S:.0f} seconds.")
        if self.settings.demo:
            self._wait_for_clips()
        if not self.stopping.is_set():
            say(welcome(self.settings))

    def _finish_build(self) -> None:
        self._wait(lambda: self.builder.exit_code is not None)
        if self.builder.exit_code:
            raise Refused(f"The pages could not be built:\n\n{_tail(self.build_output)}")
        if not self.stopping.is_set():
            self.web.start()

    def _answers(self) -> bool:
        # Not urllib: it would ask a proxy that the environment names, which can't know us.
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.settings.bind, self.settings.bind)
        connection = HTTPConnection(host, self.settings.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _wait_for_clips(self) -> None:
        if not self._has_clips():
            say(f"Preparing the demo's clips; {CLIPS_WANTED} are enough to begin …")
        if not self._wait(self._has_clips, patience_s=CLIPS_PATIENCE_S):
            say("The clips take long; they appear in the feed as they get ready.")

    def _has_clips(self) -> bool:
        counts = database.clips()
        return counts.get("ready", 0) >= CLIPS_WANTED or not counts.get("processing", 0)

    def _wait(self, until: Callable[[], bool], *, patience_s: float = inf) -> bool:
        """Look after the others until `until` or a signal (True), or no more patience (False)."""
        give_up_at = monotonic() + patience_s
        while not self.stopping.is_set() and not until():
            self._look_after()
            if monotonic() > give_up_at:
                return False
            self.stopping.wait(TICK_S)
        return True

    def _keep_running(self) -> None:
        changes = CodeChanges(self.stopping) if self.reload else None
        while not self.stopping.wait(TICK_S):
            self._look_after()
            if changes and changes.seen():
                self.worker.restart()

    def _look_after(self) -> None:
        if (code := self.web.exit_code) is not None:
            raise Refused(f"The web process ended ({describe_exit(code)}); its error stands above.")
        for child in (self.worker, self.sandbox):
            if child and (message := child.keep_alive()):
                say(message)
        reap_orphans(self.children)


def _command(name: str, *command: str) -> Child:
    return Child(name, [sys.executable, "-m", "smallgestures", *command])


def _tail(output: IO[bytes], lines: int = 40) -> str:
    output.seek(0)
    return "\n".join(output.read().decode(errors="replace").splitlines()[-lines:])
