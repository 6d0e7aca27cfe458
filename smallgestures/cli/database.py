"""Bringing the database to the newest schema, and the demo into it."""

from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from smallgestures.cli.paths import ROOT
from smallgestures.cli.refusals import BadSetting, Refused
from smallgestures.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config


def migrate(settings: Settings) -> None:
    """Bring the schema to its newest revision; a database that has it is left alone.

    Raises:
        BadSetting: The database can't be reached or lacks an extension, or the data directory
            can't be written.
        Refused: The database is of a newer release.
    """
    from alembic import command
    from alembic.util import CommandError

    from smallgestures.db.errors import ExtensionMissing

    _prepare_data_dir(settings)
    try:
        command.upgrade(_alembic(), "head")
    except OperationalError as error:
        name = make_url(settings.database).render_as_string(hide_password=True)
        raise BadSetting(
            f"SG_DATABASE_URL: {name} does not answer ({_first_line(error)}). Expected a database "
            "that is running and lets this user in. Unset it to use SQLite in SG_DATA_DIR."
        ) from None
    except ExtensionMissing as error:
        raise BadSetting(error.user_message) from None
    except CommandError as error:
        raise Refused(
            f"The database was made by a newer release than this one ({error}). "
            "Update the code, or restore a backup of this release."
        ) from None


def revisions() -> set[str]:
    """Return every revision of the schema that this release knows."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions()}


def _alembic() -> "Config":
    from alembic.config import Config

    return Config(toml_file=ROOT / "pyproject.toml")


def _prepare_data_dir(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"SG_DATA_DIR={settings.data_dir}: {error.strerror}. Expected a directory that can be "
            "written. Unset it to use .data in the checkout."
        ) from None


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]


def seed() -> None:
    """Add the demo content that is not there yet."""
    from smallgestures.seed import seed_demo

    seed_demo()


def clips() -> dict[str, int]:
    """Return how many clips there are in each state."""
    from smallgestures.db.engine import reading
    from smallgestures.videos.queries import count_by_state

    with reading() as db:
        return count_by_state(db)
