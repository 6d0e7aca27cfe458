"""What a file is called: by whoever sends it, for their eyes alone, and by us in the storage."""

import unicodedata

from smallgestures.media.storage import ORIGINALS
from smallgestures.videos.models import FILE_NAME_LIMIT


def file_name_of(asked: str) -> str:
    """Return the last part of a name or path, without what can't be seen, as long as is kept."""
    last = asked.replace("\\", "/").rstrip("/").rpartition("/")[2]
    visible = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C")
    return " ".join(visible.split())[:FILE_NAME_LIMIT]


def source_key_of(public_id: str) -> str:
    """Return the name of an upload's file in the storage: its own, whatever is in it."""
    return f"{ORIGINALS}/{public_id}.video"
