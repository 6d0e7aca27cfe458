"""HTML in Python: whatever is not `Html` already is escaped."""

from html import escape
from typing import Any

VOID = {"input", "img", "link", "meta"}


class Html(str):
    """Text that is HTML."""


Child = str | None


def tag(element: str, /, *children: Child, **attributes: Any) -> Html:
    """Return an element; `class_` is `class`, `aria_label` is `aria-label`, None is left out."""
    written = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if element in VOID:
        return Html(f"<{element}{written}>")
    return Html(f"<{element}{written}>{join(*children)}</{element}>")


def join(*children: Child) -> Html:
    """Return these one after the other."""
    return Html(
        "".join(
            child if isinstance(child, Html) else escape(child)
            for child in children
            if child is not None
        )
    )


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


# Icons of lucide (ISC), 24 by 24.
_PATHS = {
    "flask": (
        "M14 2v6a2 2 0 0 0 .245.96l5.51 10.08A2 2 0 0 1 18 22H6a2 2 0 0 1-1.755-2.96l5.51-10.08"
        "A2 2 0 0 0 10 8V2",
        "M6.453 15h11.094",
        "M8.5 2h7",
    ),
    "back": ("m12 19-7-7 7-7", "M19 12H5"),
    "alert": ("M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20", "M12 8v4", "M12 16h.01"),
    "check": ("M20 6 9 17l-5-5",),
    "clock": ("M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20", "M12 6v6l4 2"),
    "shield": (
        "M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1"
        "c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z",
        "m9 12 2 2 4-4",
    ),
}


def icon(name: str, *, size: int = 18) -> Html:
    """Return an icon that says nothing to a screen reader."""
    paths = join(*(tag("path", d=path) for path in _PATHS[name]))
    return tag("svg", paths, class_=f"i i--{size}", aria_hidden="true", viewBox="0 0 24 24")
