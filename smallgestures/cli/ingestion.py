"""Taking in a video file of a person's own."""

from collections.abc import Sequence
from pathlib import Path

from smallgestures.cli.database import migrate
from smallgestures.cli.refusals import Refused, require_settings
from smallgestures.errors import DomainError


def ingest(file: Path, *, handle: str, caption: str, products: Sequence[str]) -> str:
    """Make a clip of the file and return what to tell the person.

    Raises:
        Refused: With the words that an upload would be refused with.
    """
    from smallgestures.ingest import ingest_file

    settings = require_settings()
    migrate(settings)
    try:
        video = ingest_file(file, by=handle, caption=caption, products=list(products))
    except DomainError as error:
        raise Refused(error.user_message) from None
    except OSError as error:
        raise Refused(f"{file} can't be read: {error.strerror}.") from None
    if video.failure:
        raise Refused(video.failure)
    return f"In the feed: {settings.site_url}/video/{video.public_id}"
