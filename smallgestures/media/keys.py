"""Names of files in the storage."""

import hashlib
import re
from pathlib import Path

from smallgestures.media.errors import InvalidKey

# What people sent us, kept to convert it again; never handed out.
ORIGINALS = "originals"

# What is handed out, and as what. Nothing here can run as a script in a browser.
CONTENT_TYPES = {
    ".mp4": "video/mp4",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".vtt": "text/vtt; charset=utf-8",
}
CACHE_FOR_EVER = "public, max-age=31536000, immutable"

LONGEST_KEY = 200
# Every part starts with a letter or digit, so neither `..` nor a hidden file can be named.
KEY = re.compile(r"[a-z0-9][a-z0-9_-]*(?:[./][a-z0-9][a-z0-9_-]*)*", re.ASCII)
SUFFIX = re.compile(r"\.[a-z0-9]{1,8}", re.ASCII)
CONTENT_NAME = re.compile(r"([0-9a-f]{2})/(\1[0-9a-f]{62})\.[a-z0-9]{1,8}", re.ASCII)


def checked_key(key: str) -> str:
    """Return `key` when it can be the name of a file of ours.

    Raises:
        InvalidKey: It could lead out of the storage, or is no name we make.
    """
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        raise InvalidKey(key)
    return key


def hashed_key(content: Path | bytes, suffix: str) -> str:
    """Return the name that content has for good, such as `ab/abcdef….mp4`.

    The same content has the same name, and no name ever changes its content: it may be cached
    for ever, and storing it twice changes nothing.
    """
    suffix = suffix.lower()
    if not SUFFIX.fullmatch(suffix):
        raise InvalidKey(suffix)
    if isinstance(content, bytes):
        digest = hashlib.sha256(content).hexdigest()
    else:
        with content.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{digest[:2]}/{digest}{suffix}"


def is_original(key: str) -> bool:
    """Return whether the key names something that is never handed out."""
    return key.split("/", 1)[0] == ORIGINALS


def content_digest(key: str) -> str | None:
    """Return the digest that a key made by `hashed_key` carries."""
    match = CONTENT_NAME.fullmatch(key)
    return match[2] if match else None
