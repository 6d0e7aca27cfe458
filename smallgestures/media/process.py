"""One run of ffmpeg: no shell, bounded, and killed with all it started when it is late."""

import os
import resource
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from smallgestures.media.errors import MediaToolFailed, TookTooLong, TooLarge
from smallgestures.media.limits import Limits

KEPT_LOG_BYTES = 64 * 1024
OPEN_FILES = 64
CHUNK = 65536

OUT_OF_MEMORY = ("Cannot allocate memory", "malloc of size")  # ffmpeg's words, then x264's
TOO_MANY_STREAMS = "exceeds max_streams"
TOO_MUCH_MEMORY = "This video needs more memory than any phone’s video does"
TOO_MUCH_OUTPUT = "This video becomes far too large when it is converted"


@dataclass(frozen=True)
class Outcome:
    """How a run ended: its exit code (negative: a signal), what it said, how far it came."""

    exit_code: int
    log: str
    frames: int
    out_ms: int


def ffmpeg_path() -> str:
    """Return the ffmpeg that is used: `FFMPEG_PATH`, else the one that came as a package.

    Raises:
        MediaToolFailed: There is none.
    """
    chosen = os.environ.get("FFMPEG_PATH")
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise MediaToolFailed(f"FFMPEG_PATH names no program: {chosen}")
        return found
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise MediaToolFailed("no ffmpeg: install imageio-ffmpeg or set FFMPEG_PATH") from error


def _bound_to_us() -> list[str]:
    """Return what makes the kernel kill the run when our thread is gone, as by `kill -9`.

    Without it a killed worker would leave its conversion behind, beside the one that takes over.
    """
    program = shutil.which("setpriv")  # of util-linux, a part of every Debian
    return [program, "--pdeathsig", "KILL", "--"] if program else []


def run_ffmpeg(
    arguments: Sequence[str],
    folder: Path,
    *,
    limits: Limits,
    deadline: float,
    on_progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Run ffmpeg in `folder` until it ends or `deadline` (of `time.monotonic()`) passes.

    Whatever happens, no process of the run is left when this returns or raises.

    Args:
        arguments: What follows the program's name; file names are relative to `folder`.
        folder: The working directory; the program gets no other place to write to.
        limits: Processor time, memory and file size, set as the process's own limits.
        deadline: When the whole process group is killed.
        on_progress: Told the milliseconds done, about twice a second; may raise to stop the run.

    Raises:
        TookTooLong: The deadline or the processor time ran out.
        TooLarge: The memory or the file size ran out.
        MediaToolFailed: The program is missing or crashed.
    """
    try:
        process = subprocess.Popen(
            [*_bound_to_us(), ffmpeg_path(), *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            start_new_session=True,
        )
    except OSError as error:
        raise MediaToolFailed(f"ffmpeg could not be started: {error}") from error
    log, meter = _Log(), _Meter(on_progress)
    try:
        # From outside rather than in a preexec function, which may deadlock in a process that
        # has threads. The program has not read a byte of its input by now.
        _confine(process.pid, limits)
        in_time = _drain(process, log, meter, deadline, limits) and _reap(process, deadline)
    finally:
        _kill_group(process)
    if not in_time or process.returncode == -signal.SIGXCPU:
        raise TookTooLong(limits.wall_s)
    outcome = Outcome(process.returncode, log.text(), meter.frames, meter.out_ms)
    _refuse_exhaustion(outcome)
    return outcome


def _confine(pid: int, limits: Limits) -> None:
    bounds = {
        resource.RLIMIT_CPU: limits.cpu_s,
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_FSIZE: limits.output_bytes,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        try:
            resource.prlimit(pid, kind, (bound, bound))
        except ProcessLookupError:
            return  # it has ended already


def _drain(
    process: subprocess.Popen[bytes], log: "_Log", meter: "_Meter", deadline: float, limits: Limits
) -> bool:
    """Read both pipes until they close; False when it was late or stood still before."""
    assert process.stdout is not None
    assert process.stderr is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, meter.feed)
        selector.register(process.stderr, selectors.EVENT_READ, log.feed)
        while selector.get_map():
            left = min(deadline, meter.advanced_at + limits.stall_s) - time.monotonic()
            if left <= 0:
                return False
            for key, _events in selector.select(left):
                chunk = os.read(key.fd, CHUNK)
                if chunk:
                    key.data(chunk)
                else:
                    selector.unregister(key.fileobj)
    return True


def _reap(process: subprocess.Popen[bytes], deadline: float) -> bool:
    try:
        process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        # Not reaped yet, so its number, which is its group's too, can't be anybody else's.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _refuse_exhaustion(outcome: Outcome) -> None:
    if outcome.exit_code == 0:
        return
    if outcome.exit_code == -signal.SIGXFSZ or "File too large" in outcome.log:
        raise TooLarge(TOO_MUCH_OUTPUT)
    if TOO_MANY_STREAMS in outcome.log:  # which it calls a want of memory
        raise TooLarge("This file has too many tracks", advice="Export it as a plain MP4")
    if any(sign in outcome.log for sign in OUT_OF_MEMORY):
        raise TooLarge(TOO_MUCH_MEMORY)
    if outcome.exit_code < 0:
        name = signal.Signals(-outcome.exit_code).name
        raise MediaToolFailed(f"ffmpeg was ended by {name}: {outcome.log[-500:]}")


class _Log:
    """The beginning and the end of what the program says, however much that is."""

    def __init__(self) -> None:
        self.head = b""
        self.tail = b""

    def feed(self, chunk: bytes) -> None:
        room = KEPT_LOG_BYTES - len(self.head)
        self.head += chunk[:room]
        self.tail = (self.tail + chunk[room:])[-KEPT_LOG_BYTES:]

    def text(self) -> str:
        return (self.head + self.tail).decode(errors="replace")


class _Meter:
    """How far the run is, from the `key=value` lines of `-progress`."""

    def __init__(self, on_progress: Callable[[int], None] | None) -> None:
        self.on_progress = on_progress
        self.frames = 0
        self.out_ms = 0
        self.rest = b""
        self.advanced_at = time.monotonic()

    def feed(self, chunk: bytes) -> None:
        before = self.frames, self.out_ms
        self._read(chunk)
        if (self.frames, self.out_ms) != before:
            self.advanced_at = time.monotonic()

    def _read(self, chunk: bytes) -> None:
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        for line in lines:
            key, _equals, value = line.strip().partition(b"=")
            if key == b"frame" and value.isdigit():
                self.frames = int(value)
            elif key == b"out_time_us" and value.isdigit():
                self.out_ms = int(value) // 1000
            elif key == b"progress" and self.on_progress:
                self.on_progress(self.out_ms)
