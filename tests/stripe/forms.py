"""Stripe's bracket form, read by the tests in their own way: `a[b][0]=1` is {"a": {"b": ["1"]}}."""

from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl


def decode(sent: str) -> dict[str, Any]:
    """Return the nested values; what is counted from 0 is a list."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(sent, keep_blank_values=True, strict_parsing=bool(sent)):
        first, *rest = name.replace("]", "").split("[")
        here, path = root, [first, *rest]
        for step, after in pairwise(path):
            here = here.setdefault(step, {})
            if after == "":
                path[path.index("")] = str(len(here))
        here[path[-1]] = value
    return _with_lists(root)


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(item) for name, item in value.items()}
    if inner and list(inner) == [str(place) for place in range(len(inner))]:
        return list(inner.values())
    return inner
