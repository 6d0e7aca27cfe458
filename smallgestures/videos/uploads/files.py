"""The files of unfinished uploads: each grows at its end, and says itself how much is there.

They lie in `uploads` of the data directory, which web and worker share.
"""

import errno
import fcntl
import os
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

from smallgestures.settings import get_settings
from smallgestures.videos.uploads.errors import DiskFull, UploadBusy

# So much stays free: the database and the conversion need some of the same disk.
RESERVE_BYTES = 256 * 1024 * 1024
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
AT_ONCE = os.sysconf("SC_IOV_MAX")


def folder() -> Path:
    """Return the folder of all unfinished files, which nobody else on the machine can read."""
    path = get_settings().data_dir / "uploads"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(key: str) -> Path:
    """Return where the file of an upload lies; `key` is a name of our own making."""
    return folder() / key


def size_of(key: str) -> int:
    """Return how many bytes of the file have arrived."""
    try:
        return path_of(key).stat().st_size
    except FileNotFoundError:
        return 0


def remove(key: str) -> None:
    """Take the file away, also while somebody writes to it; it may be gone already."""
    path_of(key).unlink(missing_ok=True)


def sync(key: str) -> None:
    """Return when the file survives the loss of power."""
    descriptor = os.open(path_of(key), os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def has_room(size_bytes: int) -> bool:
    """Say whether a file of this size fits on the disk, with something left for all else."""
    return shutil.disk_usage(folder()).free >= size_bytes + RESERVE_BYTES


class Growing:
    """A file that this request alone adds to, until it is closed."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.one_at_a_time = threading.Lock()
        self.offset = os.fstat(descriptor).st_size

    def append(self, pieces: Sequence[bytes]) -> None:
        """Write the pieces at the end.

        Raises:
            DiskFull: There is no room; what still found some is kept.
        """
        rest = [memoryview(piece) for piece in pieces if piece]
        with self.one_at_a_time:
            while rest:
                written = self._write(rest)
                self.offset += written
                while rest and written >= len(rest[0]):
                    written -= len(rest.pop(0))
                if rest:
                    rest[0] = rest[0][written:]

    def _write(self, pieces: Sequence[memoryview]) -> int:
        try:
            return os.writev(self.descriptor, pieces[:AT_ONCE])
        except OSError as error:
            if error.errno in FULL:
                raise DiskFull from error
            raise

    def close(self) -> None:
        """Give the file free; whoever still means to write to it fails."""
        with self.one_at_a_time:
            os.close(self.descriptor)
            self.descriptor = -1


def open_growing(key: str) -> Growing:
    """Open the file to add to it; the system gives it free when this process dies.

    Raises:
        UploadBusy: Another request, perhaps of another process, has it.
    """
    descriptor = os.open(path_of(key), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return Growing(descriptor)
    except BlockingIOError:
        os.close(descriptor)
        raise UploadBusy from None
    except BaseException:
        os.close(descriptor)
        raise


def strays(*, older_than_s: float, now_s: float) -> list[str]:
    """Return the names of files that nothing was written to for so long."""
    return sorted(
        path.name for path in folder().iterdir() if now_s - path.lstat().st_mtime > older_than_s
    )
