"""The same promises with PostgreSQL, through its own programs."""

from pathlib import Path

import pytest
from obstore.store import LocalStore
from sqlalchemy import func
from sqlmodel import select

from smallgestures.accounts.models import Person
from smallgestures.backup import service
from smallgestures.backup.databases import database_of
from smallgestures.backup.errors import BackupError
from smallgestures.cli.database import migrate, revisions
from smallgestures.db.engine import reading, transaction
from smallgestures.settings import Settings, get_settings
from tests.integration.conftest import Database


@pytest.fixture
def settings(postgres_database: Database) -> Settings:
    return get_settings()


def add_person(handle: str) -> None:
    with transaction() as db:
        db.add(Person(handle=handle, name=handle, email=f"{handle}@example.com", password_hash="x"))


def people() -> int:
    with reading() as db:
        return db.exec(select(func.count()).select_from(Person)).one()


def restore(path: Path, settings: Settings, media: LocalStore) -> service.Saved:
    return service.restore(
        path,
        database_of(settings.database),
        media,
        known_revisions=revisions,
        migrate=lambda: migrate(settings),
    )


def test_brings_back_exactly_what_was_there(settings: Settings, tmp_path: Path):
    media = LocalStore(tmp_path / "media", mkdir=True)
    add_person("maya")
    saved = service.save(tmp_path / "b.tar.gz", database_of(settings.database), media)
    add_person("late")

    restored = restore(tmp_path / "b.tar.gz", settings, media)

    assert restored == saved
    assert people() == 1
    add_person("next")  # the sequences came back too
    assert people() == 2


def test_a_dump_that_fails_half_way_changes_nothing(settings: Settings, tmp_path: Path):
    media = LocalStore(tmp_path / "media", mkdir=True)
    add_person("maya")
    database = database_of(settings.database)
    with transaction() as db:
        db.connection().exec_driver_sql("CREATE SCHEMA other")
        db.connection().exec_driver_sql("CREATE TABLE other.stays (id int)")
    try:
        # `other` is in the dump and not in `public`, so putting it back collides after the drop.
        service.save(tmp_path / "b.tar.gz", database, media)
        add_person("late")

        with pytest.raises(BackupError, match="psql failed"):
            restore(tmp_path / "b.tar.gz", settings, media)

        assert people() == 2
    finally:
        with transaction() as db:
            db.connection().exec_driver_sql("DROP SCHEMA other CASCADE")
