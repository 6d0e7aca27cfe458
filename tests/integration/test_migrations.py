"""The schema that migrations make is the one that the code means, and the way back works."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import CheckConstraint, event, inspect, text

from smallgestures.cli.database import migrate, revisions
from smallgestures.db.engine import get_engine
from smallgestures.schema import metadata
from smallgestures.search.models import INDEX_TABLES
from smallgestures.settings import get_settings

SOMEBODY = text(
    "INSERT INTO person (created_at, handle, name, time_zone)"
    " VALUES ('2026-11-24 00:00:00+00:00', 'ines', 'Ines', 'UTC')"
)
WHO_SENDS = text("SELECT handle, gifts_from FROM person")
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def alembic() -> Config:
    return Config(toml_file=ROOT / "pyproject.toml")


def tables() -> set[str]:
    """Every table but those in which SQLite keeps its full-text indexes."""
    found = inspect(get_engine()).get_table_names()
    return {name for name in found if not name.startswith(INDEX_TABLES)}


class TestMigrations:
    def test_make_what_the_models_describe(self, alembic: Config):
        command.check(alembic)

        assert tables() == set(metadata.tables) | {"alembic_version"}

    def test_lead_back_to_nothing_and_forth_again(self, alembic: Config):
        command.downgrade(alembic, "base")
        assert tables() == {"alembic_version"}

        command.upgrade(alembic, "head")
        command.check(alembic)

    def test_can_be_repeated(self):
        migrate(get_settings())

        assert len(revisions()) >= 1

    def test_read_every_row_only_when_they_changed_the_schema(self, alembic: Config, own_database):
        looked: list[str] = []

        @event.listens_for(get_engine(), "before_cursor_execute")
        def note(_connection, _cursor, statement: str, *_more) -> None:
            looked.extend([statement] if "foreign_key_check" in statement else [])

        migrate(get_settings())
        assert looked == []

        command.downgrade(alembic, "-1")
        assert len(looked) == (own_database.kind == "sqlite")

    def test_run_once_when_two_processes_start_at_once(self, alembic: Config, own_database):
        command.downgrade(alembic, "base")
        starting = [
            subprocess.Popen(
                [sys.executable, "-m", "alembic", "upgrade", "head"],
                cwd=ROOT,
                env={**os.environ, **own_database.environment},
                stderr=subprocess.PIPE,
            )
            for _ in range(2)
        ]

        said = [process.communicate(timeout=60)[1].decode() for process in starting]

        assert [process.returncode for process in starting] == [0, 0], said
        command.check(alembic)

    def test_keep_what_people_had(self, alembic: Config):
        command.downgrade(alembic, "0003")
        with get_engine().begin() as connection:
            connection.execute(SOMEBODY)

        command.upgrade(alembic, "head")

        with get_engine().connect() as connection:
            assert connection.execute(WHO_SENDS).all() == [("ines", "everyone")]

    def test_make_every_check_that_the_models_name(self):
        found = inspect(get_engine())

        there = {
            constraint["name"]
            for table in metadata.tables
            for constraint in found.get_check_constraints(table)
        }

        named = {
            str(constraint.name)
            for table in metadata.tables.values()
            for constraint in table.constraints
            if isinstance(constraint, CheckConstraint)
        }
        assert there == named

    def test_leave_names_on_every_constraint(self):
        found = inspect(get_engine())

        nameless = [
            table
            for table in metadata.tables
            for kind in (found.get_check_constraints, found.get_unique_constraints)
            for constraint in kind(table)
            if not constraint["name"]
        ]

        assert nameless == []
