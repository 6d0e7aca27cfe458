"""An installation that learns to search: what it has is found, and what it lacks is said."""

from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import URL, make_url

from smallgestures.cli.database import migrate
from smallgestures.cli.refusals import BadSetting
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import JOBS
from smallgestures.outbox.queries import count_open
from smallgestures.outbox.service import dispatch_due
from smallgestures.search.service import search
from smallgestures.settings import get_settings
from tests.people import make_person
from tests.process_state import forget_process_state

ROOT = Path(__file__).resolve().parents[3]
BEFORE = "0004"


@pytest.fixture
def alembic() -> Config:
    return Config(toml_file=ROOT / "pyproject.toml")


@pytest.mark.usefixtures("database")
def test_people_of_an_older_release_are_found_after_it(alembic: Config, given):
    command.downgrade(alembic, BEFORE)
    given(lambda db: make_person(db, "maya"))

    command.upgrade(alembic, "head")
    dispatch_due(transaction, {}, {"SearchOutdated": JOBS["SearchOutdated"]})

    with reading() as db:
        assert count_open(db, name="SearchOutdated") == 0
        assert [hit.title for part in search(db, "maya").parts for hit in part.hits] == ["Maya"]


def test_a_database_without_trigrams_is_refused_with_what_to_do(
    postgres_database, alembic: Config, monkeypatch: pytest.MonkeyPatch
):
    command.downgrade(alembic, BEFORE)
    url = make_url(postgres_database.url)
    with psycopg.connect(_plain(url), autocommit=True) as owner:
        owner.execute("DROP EXTENSION IF EXISTS pg_trgm")
        owner.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
        owner.execute("REVOKE CREATE ON DATABASE " + str(url.database) + " FROM PUBLIC")  # type: ignore[arg-type]
        owner.execute("GRANT ALL ON SCHEMA public TO guest")
        owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO guest")
        owner.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO guest")
    guest = url.set(username="guest", password="guest")
    monkeypatch.setenv("SG_DATABASE_URL", guest.render_as_string(hide_password=False))
    forget_process_state()

    with pytest.raises(BadSetting, match="an administrator runs CREATE EXTENSION pg_trgm"):
        migrate(get_settings())

    forget_process_state()
    with psycopg.connect(_plain(url), autocommit=True) as owner:
        owner.execute("DROP OWNED BY guest")
        owner.execute("DROP ROLE guest")


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
