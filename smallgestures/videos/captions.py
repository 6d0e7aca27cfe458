"""Captions of a clip: kept as they were given, served as they fit the part that is shown."""

from pathlib import Path
from tempfile import TemporaryDirectory

from smallgestures.media.cut import Cut
from smallgestures.media.storage import ORIGINALS, Storage, hashed_key
from smallgestures.media.webvtt import read_captions

SUFFIX = ".vtt"


def keep_captions(storage: Storage, content: bytes) -> str:
    """Check a WebVTT file, store it as it is understood, and return its key.

    The key is for `Video.captions_source_key`: the times are those of the original, and the
    worker makes from it what is served whenever the clip is trimmed.

    Raises:
        CaptionsRefused: It is no such file; the message names the line and what was expected.
    """
    written = read_captions(content).to_bytes()
    key = f"{ORIGINALS}/{hashed_key(written, SUFFIX)}"
    storage.put_bytes(written, key)
    return key


def store_captions(storage: Storage, source_key: str, cut: Cut, source_ms: int) -> str | None:
    """Store the captions of the part that the clip shows; None when none is shown in it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "captions"
        storage.get_to_file(source_key, path)
        captions = read_captions(path.read_bytes())
    shown = captions.cut(cut.start_ms, cut.start_ms + cut.length_ms(source_ms))
    if not shown.cues:
        return None
    written = shown.to_bytes()
    key = hashed_key(written, SUFFIX)
    storage.put_bytes(written, key)
    return key
