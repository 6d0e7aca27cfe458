"""Making a backup of the running product, and putting one back."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import obstore
import obstore.store
from obstore.store import ObjectStore

from smallgestures import clock
from smallgestures.backup import archive
from smallgestures.backup.archive import ArchiveWriter, Manifest
from smallgestures.backup.databases import Database, Snapshot
from smallgestures.backup.errors import BackupRefused
from smallgestures.settings import Settings


@dataclass(frozen=True)
class Saved:
    """What a backup holds, for the person who asked for it."""

    rows: int
    files: int
    revision: str


def save(path: Path, database: Database, media: ObjectStore) -> Saved:
    """Write database and media into `path` while the product runs.

    Media files never change once they are there, so they are copied first, and
    what was added meanwhile after the database: a row in the copy never names a
    file that is not in it. (An upload that is being worked on may lack its
    original; its clip then fails with a reason, and can be uploaded again.)

    Raises:
        BackupError: It can't be done; nothing is left at `path`.
    """
    with archive.writing(path) as writer, tempfile.TemporaryDirectory(dir=path.parent) as folder:
        _add_media(writer, media)
        copy = Path(folder, archive.DATABASE)
        snapshot = database.save(copy)
        writer.add_file(archive.DATABASE, copy)
        _add_media(writer, media)
        manifest = Manifest(
            made_at=clock.wall().isoformat(),
            release=_release(),
            database=database.kind,
            revision=snapshot.revision,
            rows=snapshot.rows,
        )
        writer.close_with(manifest)
    return _saved(manifest)


def _add_media(writer: ArchiveWriter, media: ObjectStore) -> None:
    for batch in obstore.list(media):
        for item in batch:
            _add_file(writer, media, item["path"])


def _add_file(writer: ArchiveWriter, media: ObjectStore, key: str) -> None:
    name = f"{archive.MEDIA}/{key}"
    if name in writer.parts:
        return
    try:
        found = obstore.get(media, key)
    except FileNotFoundError:  # an original that became a clip since it was listed
        return
    writer.add(name, (bytes(chunk) for chunk in found.stream()), found.meta["size"])


def restore(
    path: Path,
    database: Database,
    media: ObjectStore,
    *,
    known_revisions: Callable[[], set[str]],
    migrate: Callable[[], None],
) -> Saved:
    """Put back what `save` wrote: all of it is checked before anything is replaced.

    Media files come first, each whole or not at all; then the database, in one
    transaction; then an older schema is brought up to date. Media that the
    backup doesn't know stays: nothing refers to it any more.

    Raises:
        BackupError: It can't be done; the database is as it was.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        manifest = archive.unpack(path, Path(folder))
        if manifest.database != database.kind:
            raise BackupRefused(
                f"The backup is of a {manifest.database} database and SG_DATABASE_URL names a "
                f"{database.kind} one. Point SG_DATABASE_URL at a {manifest.database} database."
            )
        if manifest.revision not in known_revisions():
            raise BackupRefused(
                f"The backup's schema {manifest.revision} is newer than this release knows. "
                "Update the code, then restore again."
            )
        copy = Path(folder, archive.DATABASE)
        database.check(copy, Snapshot(manifest.revision, manifest.rows))
        for key, part in manifest.media.items():
            _put_back(media, key, Path(folder, archive.MEDIA, key), part.size)
        database.load(copy)
    migrate()
    return _saved(manifest)


def _put_back(media: ObjectStore, key: str, source: Path, size: int) -> None:
    """Store the file unless it is there: a key names its content, so the size is enough to know."""
    try:
        if obstore.head(media, key)["size"] == size:
            return
    except FileNotFoundError:
        pass  # which is why it is put back
    with source.open("rb") as file:
        obstore.put(media, key, file)


def _saved(manifest: Manifest) -> Saved:
    return Saved(sum(manifest.rows.values()), len(manifest.media), manifest.revision)


def _release() -> str:
    try:
        return version("smallgestures")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "unreleased"


def media_of(settings: Settings) -> ObjectStore:
    """Return the store that holds the media, whole, with the originals."""
    if settings.media_url:
        return obstore.store.from_url(settings.media_url)
    return obstore.store.LocalStore(settings.data_dir / "media", mkdir=True)
