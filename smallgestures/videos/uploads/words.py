"""Sizes as people read them."""

MEGABYTE = 1_000_000
GIGABYTE = 1_000_000_000


def size_in_words(size_bytes: int) -> str:
    """Return a size as file managers write it: `812 KB`, `12.4 MB`, `1.2 GB`."""
    if size_bytes >= GIGABYTE:
        return f"{_short(size_bytes / GIGABYTE)} GB"
    if size_bytes >= MEGABYTE:
        return f"{_short(size_bytes / MEGABYTE)} MB"
    return f"{max(1, round(size_bytes / 1000))} KB" if size_bytes > 0 else "0 KB"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
