"""The commands `backup`, `restore`, `reindex` and `rebuild-insights`."""

from pathlib import Path

from smallgestures.backup import service
from smallgestures.backup.databases import database_of
from smallgestures.cli.database import migrate, revisions
from smallgestures.cli.refusals import Refused, require_settings
from smallgestures.errors import DomainError


def backup(file: Path) -> str:
    """Write the backup and return what to tell the person."""
    settings = require_settings()
    try:
        saved = service.save(file, database_of(settings.database), service.media_of(settings))
    except DomainError as error:
        raise Refused(error.user_message) from None
    return f"{file}: {saved.rows} rows and {saved.files} media files (schema {saved.revision})."


def restore(file: Path) -> str:
    """Put the backup back and return what to tell the person."""
    settings = require_settings()
    try:
        saved = service.restore(
            file,
            database_of(settings.database),
            service.media_of(settings),
            known_revisions=revisions,
            migrate=lambda: migrate(settings),
        )
    except DomainError as error:
        raise Refused(error.user_message) from None
    return f"Restored {saved.rows} rows and {saved.files} media files from {file}."


def reindex() -> str:
    """Make every entry of search anew and return what to tell the person."""
    from smallgestures.search.index.handlers import rebuild_in_batches

    migrate(require_settings())
    batches = sum(1 for _kind in rebuild_in_batches())
    return f"The index of search is made anew ({batches} batches)."


def rebuild_insights() -> str:
    """Count what creators are shown anew and return what to tell the person."""
    from smallgestures.recounting import recount_everything

    migrate(require_settings())
    clips = sum(1 for _video_id in recount_everything())
    return f"The figures of {clips:,} clips are counted anew."
