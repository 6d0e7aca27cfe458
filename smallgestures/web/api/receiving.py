"""A file's bytes on their way from the network to the disk, a block at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from starlette.requests import ClientDisconnect

from smallgestures.videos.uploads.errors import BeyondItsSize, DiskFull, UploadBusy
from smallgestures.videos.uploads.files import Growing, open_growing

T = TypeVar("T")

# What one upload has in memory: a block that is being written and one that fills.
BLOCK_BYTES = 256 * 1024
THREADS = 4
# After so long without a byte, a connection is taken for dead,
PATIENCE_S = 60.0
# which is put off so often at most,
TOLD_EVERY_S = 1.0
# and gives way when its file is asked for on another one.
SILENT_S = 2.0
LET_GO_S = 5.0


class SentTooSlowly(Exception):
    """Nothing came for so long that the connection is given up."""


class Receiving:
    """One request that adds to a file."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.heard_at = self.told_at = loop.time()
        self.limit: asyncio.Timeout | None = None
        self.over = asyncio.Event()

    def heard(self) -> None:
        """Note that bytes came."""
        self.heard_at = asyncio.get_running_loop().time()
        if self.limit is not None and self.heard_at >= self.told_at + TOLD_EVERY_S:
            self.told_at = self.heard_at
            self.limit.reschedule(self.heard_at + PATIENCE_S)

    def is_silent(self) -> bool:
        """Say whether nothing came of late, as when the connection is broken without a word."""
        return asyncio.get_running_loop().time() - self.heard_at > SILENT_S

    async def stop(self) -> None:
        """Have it end, and return when it has, or after a while."""
        if self.limit is not None:
            self.limit.reschedule(asyncio.get_running_loop().time())
        try:
            await asyncio.wait_for(self.over.wait(), LET_GO_S)
        except TimeoutError:
            return  # its file stays locked, which whoever asks for it learns


_under_way: dict[str, Receiving] = {}


async def stop_receiving(key: str) -> None:
    """End the request of this process that adds to the file, if there is one."""
    if (other := _under_way.get(key)) is not None:
        await other.stop()


async def on_disk(work: Callable[..., T], *args: object) -> T:
    """Run `work`, which may wait for the disk, off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), work, *args)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="uploads")


class Held:
    """A file that this request holds; others of this process can ask it to let go."""

    file: Growing

    def __init__(self, key: str) -> None:
        self.key = key
        self.receiving = Receiving()

    async def __aenter__(self) -> "Held":
        """Hold the file.

        Raises:
            UploadBusy: Another request is adding to it.
        """
        try:
            self.file = await on_disk(open_growing, self.key)
        except UploadBusy:
            other = _under_way.get(self.key)
            if other is None or not other.is_silent():
                raise
            await other.stop()
            self.file = await on_disk(open_growing, self.key)
        _under_way[self.key] = self.receiving
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Give it free."""
        if _under_way.get(self.key) is self.receiving:
            del _under_way[self.key]
        self.receiving.over.set()
        await on_disk(self.file.close)

    @property
    def offset(self) -> int:
        """How much of the file lies on the disk."""
        return self.file.offset

    async def take_in(self, stream: AsyncIterator[bytes], *, size: int) -> None:
        """Write what comes, and return when no more does; all of it is in the file then.

        The disk may have it a little later: a file that lost its end to a power cut is shorter,
        which whoever goes on with it sees.

        Raises:
            BeyondItsSize: More came than the file has; none of the rest was kept.
            DiskFull: There is no room; what found some is kept.
            SentTooSlowly: Nothing came for a long time, or another connection took over.
        """
        try:
            async with asyncio.timeout(PATIENCE_S) as self.receiving.limit:
                await self._copy(stream, size)
        except TimeoutError:
            raise SentTooSlowly from None
        except ClientDisconnect:
            pass  # what came is kept, and nobody waits for an answer
        finally:
            self.receiving.limit = None

    async def _copy(self, stream: AsyncIterator[bytes], size: int) -> None:
        blocks = _Blocks(self.file)
        left = size - self.file.offset
        try:
            async for piece in stream:
                left -= len(piece)
                if left < 0:
                    raise BeyondItsSize(size)
                self.receiving.heard()
                await blocks.put(piece)
        finally:
            await asyncio.shield(blocks.end())


class _Blocks:
    """Pieces gathered into blocks; one is being written while the next fills."""

    def __init__(self, file: Growing) -> None:
        self.file = file
        self.pieces: list[bytes] = []
        self.filled = 0
        self.writing: asyncio.Future[None] | None = None

    async def put(self, piece: bytes) -> None:
        self.pieces.append(piece)
        self.filled += len(piece)
        if self.filled >= BLOCK_BYTES:
            await self._write()

    async def _write(self) -> None:
        await self._written()
        loop = asyncio.get_running_loop()
        self.writing = loop.run_in_executor(_threads(), self.file.append, self.pieces)
        self.pieces, self.filled = [], 0

    async def _written(self) -> None:
        """Return when the block before is on its place."""
        if self.writing is None:
            return
        try:
            # A request that is called off meanwhile must not take the block out of the line.
            await asyncio.shield(self.writing)
        except (DiskFull, OSError):
            self.writing, self.pieces, self.filled = None, [], 0  # nothing may follow a gap
            raise
        self.writing = None

    async def end(self) -> None:
        """Return when everything is written."""
        await self._written()
        if self.pieces:
            await self._write()
            await self._written()


__all__ = ["Held", "SentTooSlowly", "on_disk", "stop_receiving"]
