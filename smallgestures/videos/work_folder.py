"""Where originals are converted: folders that outlive neither their work nor their process."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smallgestures.settings import get_settings


@contextmanager
def work_folder() -> Iterator[Path]:
    """Yield an empty folder that is gone afterwards; what killed processes left goes now.

    Whoever works in a folder holds its lock, and the system takes the lock
    back from a process that died, so a folder without one belongs to nobody.
    """
    root = get_settings().data_dir / "work"
    root.mkdir(parents=True, exist_ok=True)
    with _locked(root):
        _sweep(root)
        folder = Path(tempfile.mkdtemp(dir=root))
        held = _open(folder)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        os.close(held)


def _sweep(root: Path) -> None:
    for folder in root.iterdir():
        left = _open(folder)
        try:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # A converter may not have noticed yet that nobody listens: the next sweep takes that.
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue  # somebody works in it
        finally:
            os.close(left)


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    held = _open(root)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
