"""Stripe's way of writing nested values in forms: `a[b]=1`, `a[0][b]=1`, `a[]=1`."""

import re
from typing import Any
from urllib.parse import parse_qsl

from smallgestures.stripe_sandbox.errors import InvalidParameter

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")


def decode(text: str) -> dict[str, Any]:
    """Return the nested values of a query or a form body; every leaf is a string.

    A list is a mapping by place: only the parameter's check knows that it is one.
    """
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=1000):
        match = _NAME.fullmatch(name)
        if match is None:
            raise InvalidParameter(f"Invalid parameter name: {name}", name)
        _put(root, [match[1], *_PART.findall(match[2])], value)
    return root


def _put(root: dict[str, Any], path: list[str], value: str) -> None:
    here = root
    for part in path[:-1]:
        name = part or str(len(here))
        child = here.setdefault(name, {})
        if not isinstance(child, dict):
            raise InvalidParameter(f"Invalid parameter: {path[0]}", path[0])
        here = child
    here[path[-1] or str(len(here))] = value
