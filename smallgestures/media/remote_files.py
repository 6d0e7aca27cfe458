"""Files of an object store, read range by range."""

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

import obstore

from smallgestures.media.served import Headers, etag_of, headers_of

if TYPE_CHECKING:
    from obstore.store import ObjectStore

MOST_KNOWN = 1024
KNOWN_FOR_S = 60.0


class RemoteFile:
    """One object: its size is known, its bytes are fetched as they are asked for."""

    path: str | None = None

    def __init__(self, store: "ObjectStore", key: str, size: int, version: str) -> None:
        self.store = store
        self.key = key
        self.size = size
        self.etag = etag_of(key, version)
        self.headers: Headers = headers_of(key, self.etag)

    async def read(self, first: int, length: int) -> bytes:
        """Return the bytes there."""
        return bytes(
            await obstore.get_range_async(self.store, self.key, start=first, length=length)
        )

    def release(self) -> None:
        """Nothing is held: an object has no handle."""


class RemoteFiles:
    """The objects of a store; what is known of one is asked again after a minute."""

    def __init__(self, store: "ObjectStore") -> None:
        self.store = store
        self.known: OrderedDict[str, tuple[float, RemoteFile]] = OrderedDict()

    async def find(self, key: str) -> RemoteFile:
        """Return the object.

        Raises:
            FileNotFoundError: There is no such object.
        """
        until, file = self.known.get(key, (0.0, None))
        if file is not None and until > time.monotonic():
            return file
        meta = await obstore.head_async(self.store, key)
        version = (meta["e_tag"] or f"{meta['size']:x}").strip('"')
        file = RemoteFile(self.store, key, meta["size"], version)
        self.known[key] = (time.monotonic() + KNOWN_FOR_S, file)
        self.known.move_to_end(key)
        while len(self.known) > MOST_KNOWN:
            self.known.popitem(last=False)
        return file
