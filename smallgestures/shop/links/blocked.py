"""Domains that nobody may link to: our own list, and the one that moderators keep in a file.

A line names a domain, and with it everything below it; `#` begins a remark. The file is read
again when it has changed, so a domain that is added is blocked from the next look on.
"""

from functools import lru_cache
from pathlib import Path

from smallgestures.settings import get_settings

OURS = Path(__file__).with_name("blocked_domains.txt")


def is_blocked(domain: str) -> bool:
    """Say whether this domain, or one above it, is blocked."""
    labels = domain.lower().rstrip(".").split(".")
    names = {".".join(labels[at:]) for at in range(len(labels))}
    lists = (OURS, get_settings().blocked_domains)
    return any(not names.isdisjoint(_read(path)) for path in lists if path is not None)


def _read(path: Path) -> frozenset[str]:
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _parsed(path: Path, _changed_ns: int) -> frozenset[str]:
    lines = (line.partition("#")[0].strip().lower() for line in path.read_text().splitlines())
    return frozenset(line.removeprefix("*.").rstrip(".") for line in lines if line)
