"""The file itself: a .tar.gz of parts and, last, a manifest that vouches for each of them."""

import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from smallgestures.backup.errors import BackupRefused

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_LIMIT_BYTES = 256 * 1024 * 1024
DATABASE = "database"
MEDIA = "media"
CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """What one file of the backup must be."""

    sha256: str
    size: int


@dataclass
class Manifest:
    """What the backup holds: checked in full before anything is replaced."""

    made_at: str
    release: str
    database: str  # sqlite or postgresql
    revision: str  # of the schema
    rows: dict[str, int]  # by table
    parts: dict[str, Part] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def media(self) -> dict[str, Part]:
        """The media files, by their key in the storage."""
        prefix = f"{MEDIA}/"
        return {
            name.removeprefix(prefix): part
            for name, part in self.parts.items()
            if name.startswith(prefix)
        }

    def to_json(self) -> bytes:
        """Return the manifest as it stands in the file."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Read a manifest.

        Raises:
            BackupRefused: It is none, or of a format that this release doesn't know.
        """
        try:
            values = json.loads(text)
            if values["format"] > FORMAT:
                raise BackupRefused("The backup was made by a newer release. Update the code.")
            parts = {name: Part(**part) for name, part in values.pop("parts").items()}
            return cls(parts=parts, **values)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise BackupRefused("The backup's manifest can't be read: it is damaged.") from None


class ArchiveWriter:
    """Adds parts one after the other; `close_with` seals the file."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.parts: dict[str, Part] = {}

    def add(self, name: str, chunks: Iterable[bytes], size: int) -> None:
        """Add a part of exactly `size` bytes.

        Raises:
            OSError: There were fewer bytes than that.
        """
        source = _Hashing(chunks)
        member = tarfile.TarInfo(name)
        member.size = size
        self._tar.addfile(member, source)
        self.parts[name] = Part(source.digest.hexdigest(), size)

    def add_file(self, name: str, path: Path) -> None:
        """Add the file at `path`."""
        with path.open("rb") as file:
            self.add(name, iter(lambda: file.read(CHUNK_BYTES), b""), path.stat().st_size)

    def close_with(self, manifest: Manifest) -> None:
        """Write the manifest, as the last part."""
        manifest.parts = self.parts
        text = manifest.to_json()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(text)
        self._tar.addfile(member, io.BytesIO(text))


class _Hashing(io.RawIOBase):
    """A readable file over chunks, that knows the digest of what was read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._rest += bytes(chunk)
        taken = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(taken) :]
        self.digest.update(taken)
        return taken


@contextmanager
def writing(path: Path) -> Iterator[ArchiveWriter]:
    """Open a new archive that appears at `path`, complete and readable only to us, at the end.

    Raises:
        BackupRefused: There is something at `path` already.
    """
    if path.exists():
        raise BackupRefused(f"{path} exists already. Choose another name; nothing was written.")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with (
            os.fdopen(descriptor, "wb") as file,
            # Clips are compressed already: a higher level costs time and saves nothing.
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as tar,
        ):
            yield ArchiveWriter(tar)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def unpack(path: Path, into: Path) -> Manifest:
    """Unpack the archive into the empty directory `into` and check every byte of it.

    Raises:
        BackupRefused: It is no backup, is damaged, incomplete, or names a place outside.
    """
    found: dict[str, Part] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, "r:gz") as tar:
            for member in tar:
                source = _require_plain(tar, member)
                if member.name == MANIFEST:
                    if member.size > MANIFEST_LIMIT_BYTES:
                        raise BackupRefused("The backup's manifest is too large to be one.")
                    manifest = Manifest.from_json(source.read())
                else:
                    found[member.name] = _write(source, into / member.name)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise BackupRefused(f"{path} is damaged, or no backup of ours ({error}).") from None
    if manifest is None:
        raise BackupRefused(f"{path} has no manifest: it is incomplete or no backup.")
    _require_same(manifest.parts, found)
    return manifest


def _require_plain(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    """Return the member's bytes, if it is an ordinary file at a place of ours."""
    place = PurePosixPath(member.name)
    is_ours = member.name in {MANIFEST, DATABASE} or (
        place.parts[0] == MEDIA and len(place.parts) > 1 and ".." not in place.parts
    )
    source = tar.extractfile(member) if member.isreg() and is_ours else None
    if source is None or place.is_absolute() or str(place) != member.name:
        raise BackupRefused(f"The backup holds {member.name!r}, which no backup of ours does.")
    return source


def _write(source: IO[bytes], target: Path) -> Part:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return Part(digest.hexdigest(), size)


def _require_same(promised: dict[str, Part], found: dict[str, Part]) -> None:
    for name in sorted(promised.keys() | found.keys()):
        if name not in found:
            raise BackupRefused(f"The backup is incomplete: {name} is missing.")
        if promised.get(name) != found[name]:
            raise BackupRefused(f"The backup is damaged: {name} is not what was written.")
    if DATABASE not in found:
        raise BackupRefused("The backup holds no database.")
