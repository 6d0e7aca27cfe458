"""Local files kept open between requests: opening one costs more than reading from it."""

import asyncio
import os
import stat
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from smallgestures.media.served import Headers, etag_of, headers_of

MOST_OPEN = 256
# One byte of each of these tells whether the whole is in memory: the kernel reads ahead at
# least this much.
RESIDENCE_STEP = 64 * 1024
READING_THREADS = 4
# For so long a file that was taken down may still be served from its open descriptor.
LOOK_AGAIN_S = 1.0


class OpenFile:
    """One open file; it is closed when it has left the cache and nobody reads from it."""

    def __init__(self, key: str, path: Path, threads: ThreadPoolExecutor) -> None:
        """Open the file; may wait for the disk.

        Raises:
            FileNotFoundError: There is no such file, or it is no file.
        """
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError as error:
            raise FileNotFoundError(key) from error
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise FileNotFoundError(key)
        self.path: str | None = str(path)
        self.descriptor = descriptor
        self.size = status.st_size
        self.etag = etag_of(key, f"{status.st_mtime_ns:x}-{status.st_size:x}")
        self.headers: Headers = headers_of(key, self.etag)
        self.threads = threads
        self.look_again_at = 0.0
        self.readers = 0
        self.is_kept = False

    def is_gone(self) -> bool:
        """Return whether it was deleted or replaced; looked up at most once a second."""
        now = time.monotonic()
        if now >= self.look_again_at:
            self.look_again_at = now + LOOK_AGAIN_S
            return os.fstat(self.descriptor).st_nlink == 0
        return False

    async def read(self, first: int, length: int) -> bytes:
        """Return the bytes there; the event loop never waits for the disk."""
        if self.is_in_memory(first, length):
            return self.read_now(first, length)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, self.read_now, first, length)

    def read_now(self, first: int, length: int) -> bytes:
        """Return the bytes there, fewer only at the file's end; may wait for the disk."""
        data = os.pread(self.descriptor, length, first)
        while len(data) < length:
            more = os.pread(self.descriptor, length - len(data), first + len(data))
            if not more:
                break
            data += more
        return data

    def is_in_memory(self, first: int, length: int) -> bool:
        """Return whether reading will most likely not wait for the disk."""
        byte, last = [bytearray(1)], first + length - 1
        try:
            for at in range(first, last, RESIDENCE_STEP):
                os.preadv(self.descriptor, byte, at, os.RWF_NOWAIT)
            os.preadv(self.descriptor, byte, last, os.RWF_NOWAIT)
        except OSError:
            return False  # not in memory, or a file system that can't tell
        return True

    def hold(self) -> None:
        """Keep the file open until `release`, whatever leaves the cache."""
        self.readers += 1

    def release(self) -> None:
        """Give the file back after `hold`."""
        self.readers -= 1
        self._close_unused()

    def leave_cache(self) -> None:
        """Close the file as soon as nobody reads from it."""
        self.is_kept = False
        self._close_unused()

    def _close_unused(self) -> None:
        if not self.is_kept and self.readers == 0 and self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


class LocalFiles:
    """The files of a folder; those asked for last stay open. Used from one event loop."""

    def __init__(self, folder: Path, *, most_open: int = MOST_OPEN) -> None:
        self.folder = folder
        self.most_open = most_open
        self.kept: OrderedDict[str, OpenFile] = OrderedDict()
        self.threads = ThreadPoolExecutor(READING_THREADS, thread_name_prefix="media-read")

    async def find(self, key: str) -> OpenFile:
        """Return the file, held: the caller releases it.

        Raises:
            FileNotFoundError: There is no such file, or no more.
        """
        file = self.kept.get(key)
        if file is not None and file.is_gone():
            self._drop(key)
            file = None
        if file is None:
            file = self._keep(key, await self._open(key))
        self.kept.move_to_end(key)
        file.hold()
        return file

    async def _open(self, key: str) -> OpenFile:
        loop = asyncio.get_running_loop()
        path = self.folder / key
        return await loop.run_in_executor(self.threads, OpenFile, key, path, self.threads)

    def _keep(self, key: str, file: OpenFile) -> OpenFile:
        rival = self.kept.get(key)  # another request may have opened it meanwhile
        if rival is not None:
            file.leave_cache()
            return rival
        file.is_kept = True
        self.kept[key] = file
        while len(self.kept) > self.most_open:
            self._drop(next(iter(self.kept)))
        return file

    def _drop(self, key: str) -> None:
        self.kept.pop(key).leave_cache()

    def close(self) -> None:
        """Close every file that nobody reads from."""
        for key in list(self.kept):
            self._drop(key)
        self.threads.shutdown(wait=False)
