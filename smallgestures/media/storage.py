"""Where the files are: a folder of this machine, or an object store."""

import errno
import os
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from smallgestures.media.keys import (
    CACHE_FOR_EVER,
    CONTENT_TYPES,
    ORIGINALS,
    checked_key,
    hashed_key,
    is_original,
)
from smallgestures.settings import get_settings

if TYPE_CHECKING:
    from obstore import Attributes
    from obstore.store import ObjectStore

MEDIA_PATH = "/media/"
CHUNK = 1024 * 1024

__all__ = ["ORIGINALS", "Storage", "get_storage", "hashed_key", "open_storage"]


class Storage:
    """Files by key. A file appears whole or not at all; every key is checked first.

    Attributes:
        store: The object store behind it, for parts that copy everything.
        folder: The folder of a local store; None when the files are elsewhere.
    """

    def __init__(self, store: "ObjectStore") -> None:
        self.store = store
        self.folder = store.prefix if isinstance(store, LocalStore) else None

    def put_file(self, path: Path, key: str) -> None:
        """Store a copy of the file at `path`, replacing what had its key."""
        obstore.put(self.store, checked_key(key), path, attributes=self._attributes(key))

    def take_file(self, path: Path, key: str) -> None:
        """Move the file at `path` here; where it was moved before, nothing is left to do.

        Raises:
            FileNotFoundError: It is neither there nor here.
        """
        if not path.exists():
            if not self.exists(key):
                raise FileNotFoundError(key)
            return
        if self.folder is None:
            self.put_file(path, key)
            path.unlink()
            return
        place = self.folder / checked_key(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.replace(path, place)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self.put_file(path, key)  # another disk: copied
            path.unlink()

    def put_bytes(self, data: bytes, key: str) -> None:
        """Store the bytes, replacing what had their key."""
        obstore.put(self.store, checked_key(key), data, attributes=self._attributes(key))

    def _attributes(self, key: str) -> "Attributes | None":
        """Return what an object store says about the file when a CDN asks it directly."""
        content_type = CONTENT_TYPES.get(PurePosixPath(key).suffix)
        if self.folder is not None or content_type is None or is_original(key):
            return None
        return {"Content-Type": content_type, "Cache-Control": CACHE_FOR_EVER}

    def get_to_file(self, key: str, path: Path) -> None:
        """Write the file to `path`, a chunk at a time.

        Raises:
            FileNotFoundError: There is no such file; nothing is written.
        """
        found = obstore.get(self.store, checked_key(key))
        with path.open("wb") as file:
            for chunk in found.stream(min_chunk_size=CHUNK):
                file.write(chunk)

    def exists(self, key: str) -> bool:
        """Return whether the file is there."""
        try:
            obstore.head(self.store, checked_key(key))
        except FileNotFoundError:
            return False
        return True

    def stored_at(self, key: str) -> datetime | None:
        """Return when the file was stored last; None when it is not there."""
        try:
            return obstore.head(self.store, checked_key(key))["last_modified"]
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        """Remove the file; it may be gone already."""
        try:
            obstore.delete(self.store, checked_key(key))
        except FileNotFoundError:
            return

    def list(self, prefix: str = "") -> Iterator[str]:
        """Yield the keys below `prefix`, a whole part of a key such as `originals`."""
        below = checked_key(prefix.rstrip("/")) if prefix else None
        for batch in obstore.list(self.store, below):
            for item in batch:
                yield item["path"]

    def url(self, key: str) -> str:
        """Return the address of a file on our own site; no file is looked for."""
        return MEDIA_PATH + key

    def answers(self) -> bool:
        """Return whether the storage can be reached and read now."""
        try:
            if self.folder is not None:
                return self.folder.is_dir()
            next(iter(obstore.list(self.store, chunk_size=1)), None)
        except (BaseError, OSError):
            return False
        return True


def open_storage(url: str | None, data_dir: Path) -> Storage:
    """Return the storage that `url` names; without one, the folder `media` of `data_dir`.

    Object stores take their credentials from the environment (`AWS_ACCESS_KEY_ID`,
    `AWS_SECRET_ACCESS_KEY`, `AWS_ENDPOINT`, `AWS_REGION`, …).
    """
    if url is None:
        return Storage(_folder_store(data_dir / "media"))
    if urlsplit(url).scheme == "file":
        return Storage(_folder_store(Path(unquote(urlsplit(url).path))))
    return Storage(from_url(url))


def _folder_store(folder: Path) -> LocalStore:
    return LocalStore(folder.resolve(), mkdir=True)


def get_storage() -> Storage:
    """Return the storage that the settings name, the same one each time."""
    settings = get_settings()
    return _opened_once(settings.media_url, settings.data_dir)


_opened_once = cache(open_storage)
