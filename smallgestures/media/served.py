"""What every served file says about itself."""

from pathlib import PurePosixPath
from typing import Protocol

from smallgestures.media.keys import CACHE_FOR_EVER, CONTENT_TYPES, content_digest

Headers = list[tuple[bytes, bytes]]


class Served(Protocol):
    """A file that was found and is held until it is released."""

    path: str | None
    size: int
    etag: bytes
    headers: Headers

    async def read(self, first: int, length: int) -> bytes:
        """Return the bytes there."""
        ...

    def release(self) -> None:
        """Say that the file is no longer read from."""
        ...


def etag_of(key: str, version: str) -> bytes:
    """Return the strong ETag: the content's digest, where the name carries it, else `version`."""
    return f'"{content_digest(key) or version}"'.encode("latin-1")


def headers_of(key: str, etag: bytes) -> Headers:
    """Return the headers that all answers about the file share."""
    content_type = CONTENT_TYPES[PurePosixPath(key).suffix]
    return [
        (b"content-type", content_type.encode()),
        (b"accept-ranges", b"bytes"),
        (b"etag", etag),
        (b"cache-control", CACHE_FOR_EVER.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
