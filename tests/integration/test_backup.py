"""A backup holds everything, is taken and put back while others work, and is checked first."""

import io
import json
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from obstore.store import LocalStore
from sqlmodel import Session

from smallgestures.accounts.models import Person
from smallgestures.backup import archive, databases, service
from smallgestures.backup.databases import SqliteDatabase
from smallgestures.backup.errors import BackupRefused
from smallgestures.cli.database import migrate, revisions
from smallgestures.db.engine import get_engine, transaction
from smallgestures.settings import Settings, get_settings
from tests.process_state import forget_process_state


class Home:
    """A data directory with a migrated database and a media folder."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self.media_folder = folder / "media"
        self.media = LocalStore(self.media_folder, mkdir=True)
        self.database = SqliteDatabase(folder / "smallgestures.db")

    def add_media(self, key: str, content: bytes) -> None:
        path = self.media_folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def save(self, path: Path) -> service.Saved:
        return service.save(path, self.database, self.media)

    def restore(self, path: Path) -> service.Saved:
        return service.restore(
            path,
            self.database,
            self.media,
            known_revisions=revisions,
            migrate=lambda: migrate(self.settings),
        )


def add_person(handle: str) -> None:
    with transaction() as db:
        db.add(Person(handle=handle, name=handle, email=f"{handle}@example.com", password_hash="x"))


def handles() -> set[str]:
    with sqlite3.connect(get_settings().data_dir / "smallgestures.db") as connection:
        return {row[0] for row in connection.execute("SELECT handle FROM person")}


@pytest.fixture
def home(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(migrated_sqlite, folder / "smallgestures.db")
    monkeypatch.setenv("SG_DATA_DIR", str(folder))
    monkeypatch.delenv("SG_DATABASE_URL", raising=False)
    forget_process_state()
    yield Home(folder, get_settings())
    forget_process_state()


class TestBackup:
    def test_brings_back_people_and_media(self, home: Home, tmp_path: Path):
        add_person("maya")
        home.add_media("ab/clip.mp4", b"moving pictures")
        saved = home.save(tmp_path / "b.tar.gz")
        add_person("late")
        (home.media_folder / "ab/clip.mp4").unlink()

        restored = home.restore(tmp_path / "b.tar.gz")

        assert restored == saved
        assert handles() == {"maya"}
        assert (home.media_folder / "ab/clip.mp4").read_bytes() == b"moving pictures"

    def test_is_readable_only_by_its_owner(self, home: Home, tmp_path: Path):
        home.save(tmp_path / "b.tar.gz")

        assert (tmp_path / "b.tar.gz").stat().st_mode & 0o777 == 0o600

    def test_never_overwrites_a_file(self, home: Home, tmp_path: Path):
        (tmp_path / "b.tar.gz").write_text("mine")

        with pytest.raises(BackupRefused, match="exists already"):
            home.save(tmp_path / "b.tar.gz")

        assert (tmp_path / "b.tar.gz").read_text() == "mine"

    def test_leaves_nothing_behind_when_it_fails(self, home: Home, tmp_path: Path):
        home.database.path.unlink()

        with pytest.raises(BackupRefused, match="no database"):
            home.save(tmp_path / "b.tar.gz")

        assert {path.name for path in tmp_path.iterdir()} == {"data"}

    def test_is_whole_while_others_write(self, home: Home, tmp_path: Path):
        stop = threading.Event()
        written = []

        def write() -> None:
            while not stop.is_set():
                add_person(f"person_{len(written)}")
                written.append(len(written))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(5):
                home.save(tmp_path / f"{number}.tar.gz")
        finally:
            stop.set()
            writer.join()
        assert len(written) > 5
        for number in range(5):
            home.restore(tmp_path / f"{number}.tar.gz")
            assert handles() == {f"person_{n}" for n in range(len(handles()))}

    def test_is_put_back_under_open_connections(self, home: Home, tmp_path: Path):
        add_person("maya")
        home.save(tmp_path / "b.tar.gz")
        add_person("late")
        with Session(get_engine()) as reader:  # another process that stays connected
            before = len(reader.connection().exec_driver_sql("SELECT 1 FROM person").all())
            reader.rollback()

            home.restore(tmp_path / "b.tar.gz")

            after = len(reader.connection().exec_driver_sql("SELECT 1 FROM person").all())
        add_person("next")
        assert (before, after) == (2, 1)
        assert handles() == {"maya", "next"}


class TestRestoreRefuses:
    """Whatever is wrong with the file, the database stays as it was."""

    @pytest.fixture
    def kept(self, home: Home, tmp_path: Path) -> Iterator[Callable[[Path, str], None]]:
        add_person("maya")
        home.add_media("ab/clip.mp4", b"moving pictures")
        home.save(tmp_path / "b.tar.gz")
        add_person("late")

        def refuse(path: Path, reason: str) -> None:
            with pytest.raises(BackupRefused, match=reason):
                home.restore(path)
            assert handles() == {"maya", "late"}

        yield refuse
        assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"data"}

    def test_a_file_that_is_no_backup(self, kept, tmp_path: Path):
        path = tmp_path / "notes.txt"
        path.write_text("not a backup")

        kept(path, "no backup of ours")

    def test_a_file_that_was_cut_short(self, kept, tmp_path: Path):
        whole = (tmp_path / "b.tar.gz").read_bytes()
        (tmp_path / "b.tar.gz").write_bytes(whole[: len(whole) // 2])

        kept(tmp_path / "b.tar.gz", "damaged")

    def test_a_media_file_that_changed(self, kept, tmp_path: Path):
        change(tmp_path / "b.tar.gz", {"media/ab/clip.mp4": b"other pictures!"})

        kept(tmp_path / "b.tar.gz", "media/ab/clip.mp4 is not what was written")

    def test_a_missing_media_file(self, kept, tmp_path: Path):
        change(tmp_path / "b.tar.gz", {"media/ab/clip.mp4": None})

        kept(tmp_path / "b.tar.gz", "media/ab/clip.mp4 is missing")

    def test_a_file_too_many(self, kept, tmp_path: Path):
        change(tmp_path / "b.tar.gz", {"media/extra.mp4": b"?"})

        kept(tmp_path / "b.tar.gz", "media/extra.mp4 is not what was written")

    def test_a_backup_without_manifest(self, kept, tmp_path: Path):
        change(tmp_path / "b.tar.gz", {"manifest.json": None})

        kept(tmp_path / "b.tar.gz", "no manifest")

    def test_a_newer_schema(self, kept, tmp_path: Path):
        change_manifest(tmp_path / "b.tar.gz", revision="from_the_future")

        kept(tmp_path / "b.tar.gz", "newer than this release")

    def test_a_newer_format(self, kept, tmp_path: Path):
        change_manifest(tmp_path / "b.tar.gz", format=archive.FORMAT + 1)

        kept(tmp_path / "b.tar.gz", "newer release")

    def test_another_kind_of_database(self, kept, tmp_path: Path):
        change_manifest(tmp_path / "b.tar.gz", database="postgresql")

        kept(tmp_path / "b.tar.gz", "SG_DATABASE_URL")

    def test_a_manifest_that_counts_otherwise(self, kept, tmp_path: Path):
        change_manifest(tmp_path / "b.tar.gz", rows={"person": 7})

        kept(tmp_path / "b.tar.gz", "not the one its manifest describes")

    @pytest.mark.parametrize(
        "name",
        [
            "../evil",
            "/etc/evil",
            "media/../../evil",
            "media",
            "media/./x",
            "secret_key",
            "media//x",
        ],
    )
    def test_a_place_outside(self, kept, tmp_path: Path, name: str):
        change(tmp_path / "b.tar.gz", {name: b"evil"})

        kept(tmp_path / "b.tar.gz", "which no backup of ours does")

    @pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
    def test_a_link_in_place_of_a_file(self, kept, tmp_path: Path, kind: bytes):
        change(tmp_path / "b.tar.gz", {"media/x": b""}, kind=kind)

        kept(tmp_path / "b.tar.gz", "which no backup of ours does")


def change(path: Path, parts: dict[str, bytes | None], *, kind: bytes = tarfile.REGTYPE) -> None:
    """Rewrite the archive with parts replaced, added or (None) left out."""
    with tarfile.open(path, "r:gz") as tar:
        kept = {member.name: tar.extractfile(member).read() for member in tar}
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        for name, content in (kept | parts).items():
            if content is None:
                continue
            member = tarfile.TarInfo(name)
            member.size = len(content)
            if name in parts:
                member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member, io.BytesIO(content))


def change_manifest(path: Path, **values: object) -> None:
    with tarfile.open(path, "r:gz") as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
    change(path, {"manifest.json": json.dumps(manifest | values).encode()})


def test_media_that_the_backup_does_not_know_stays(home: Home, tmp_path: Path):
    home.save(tmp_path / "b.tar.gz")
    home.add_media("new.mp4", b"new")

    home.restore(tmp_path / "b.tar.gz")

    assert (home.media_folder / "new.mp4").exists()


def test_an_original_that_vanishes_meanwhile_is_left_out(home: Home, tmp_path: Path):
    home.add_media("a.mp4", b"a")
    with archive.writing(tmp_path / "b.tar.gz") as writer:
        for key in ("a.mp4", "gone.mp4"):
            service._add_file(writer, home.media, key)

    with tarfile.open(tmp_path / "b.tar.gz") as tar:
        assert tar.getnames() == ["media/a.mp4"]


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    database = databases.database_of("postgresql+psycopg://maya:pw@localhost/clips")

    with pytest.raises(databases.ToolMissing, match="sudo apt-get install postgresql-client"):
        database.check(tmp_path / "dump", databases.Snapshot("r", {}))
