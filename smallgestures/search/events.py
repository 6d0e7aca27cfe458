"""What search tells itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchOutdated:
    """The index may lack entries: every one is to be made anew."""
