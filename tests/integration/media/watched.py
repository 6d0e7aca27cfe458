"""Seeing whether anybody so much as opens a file: by the kernel's own word."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OPENED_OR_READ = 0x20 | 0x01  # IN_OPEN, IN_ACCESS
NONBLOCKING = os.O_NONBLOCK
_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def untouched(path: Path) -> Iterator[None]:
    """Fail when the file was opened or read while the block ran."""
    watch = _libc.inotify_init1(NONBLOCKING)
    assert watch >= 0, os.strerror(ctypes.get_errno())
    try:
        added = _libc.inotify_add_watch(watch, os.fsencode(path), OPENED_OR_READ)
        assert added >= 0, os.strerror(ctypes.get_errno())
        yield
        assert _events(watch) == b"", f"{path} was opened"
    finally:
        os.close(watch)


def _events(watch: int) -> bytes:
    try:
        return os.read(watch, 4096)
    except BlockingIOError:
        return b""
