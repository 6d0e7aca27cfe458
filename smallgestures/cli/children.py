"""The processes that a run starts: kept alive, and all gone when it ends."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

import psutil

PARENT = "SG_PARENT_PID"  # set for children only: who started them
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
STEADY_S = 60.0  # a child that lived this long failed for a new reason: the waits start over

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    """Make what our children leave behind ours, so that `stop_everything` finds it (Linux)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Receive SIGTERM when the run that started this process is gone, however it ended (Linux)."""
    parent = os.environ.get(PARENT)
    if parent is None:
        return
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it was gone before we could ask
        raise SystemExit(0)


@dataclass
class Child:
    """One process of the product, in a session of its own, so that Ctrl-C reaches it through us."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    output: int | None = None
    started_at: float = 0.0
    failures: int = 0
    retry_at: float = 0.0

    def start(self) -> None:
        """Start the process; its output goes where ours goes, unless `output` says otherwise."""
        self.started_at = monotonic()
        self.process = subprocess.Popen(
            self.argv,
            env={**os.environ, **self.env, PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
        )

    @property
    def exit_code(self) -> int | None:
        """None while it runs (or was never started)."""
        return None if self.process is None else self.process.poll()

    def keep_alive(self) -> str | None:
        """Start the process again when it has ended, each time later; return what to say."""
        code = self.exit_code
        if code is None:
            return None
        now = monotonic()
        if not self.retry_at:
            self.failures = 0 if now - self.started_at > STEADY_S else self.failures
            wait = min(FIRST_WAIT_S * 2**self.failures, LONGEST_WAIT_S)
            self.failures += 1
            self.retry_at = now + wait
            return (
                f"The {self.name} ended ({describe_exit(code)}); it starts again in {wait:.0f} s."
            )
        if now >= self.retry_at:
            self.retry_at = 0.0
            self.start()
        return None

    def restart(self) -> None:
        """End the process in an orderly way and start it anew."""
        stop([self])
        self.start()


def describe_exit(code: int) -> str:
    """Say in words how a process ended."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def stop(children: Sequence[Child], *, grace_s: float = 6.0) -> None:
    """Ask the children to end, then end them and everything they started."""
    running = [child.process for child in children if child.process and child.exit_code is None]
    family = [member for process in running for member in _descendants(process.pid)]
    for process in running:
        process.terminate()
    deadline = monotonic() + grace_s
    for process in running:
        try:
            process.wait(max(0.0, deadline - monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    _kill(family)


def reap_orphans(children: Sequence[Child]) -> None:
    """Let what our children left behind, and what has ended since, leave the process table (Linux).

    Who adopts processes has to take note of their end, or they stay in the table as zombies.
    """
    if sys.platform != "linux":
        return
    ours = {child.process.pid for child in children if child.process and child.exit_code is None}
    while (ended := _ended_child()) is not None and ended not in ours:
        os.waitpid(ended, 0)


def _ended_child() -> int | None:
    try:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:  # there is none, ended or not
        return None
    return found.si_pid if found else None


def stop_everything(children: Sequence[Child]) -> None:
    """Stop the children, then whatever is left of all that this run ever started."""
    stop(children)
    _kill(_descendants(os.getpid()))


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _kill(processes: Sequence[psutil.Process]) -> None:
    left = [process for process in processes if process.is_running()]
    for process in left:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(left, timeout=2)
