"""The feed's player: one local React component.

Everything that happens while somebody watches happens in the browser (see `player.jsx`): the
server hands out the first page of clips inside the HTML, further pages on request, and is told
in batches what was watched.
"""

from pathlib import Path
from typing import Literal

import reflex as rx

_HERE = Path(__file__).parent
_ENTRY = "player.jsx"

#: The modules of the player, the entry first. They import each other by relative paths, so
#: every one of them is an asset of its own.
MODULES = (
    _ENTRY,
    *sorted(path.name for path in _HERE.glob("*.js*") if path.name != _ENTRY),
)

_ASSETS = {name: rx.asset(name, shared=True) for name in MODULES}


class Feed(rx.Component):
    """The vertical feed with its end cards; it fills the `main` of the app shell."""

    library = f"$/public{_ASSETS[_ENTRY]}"
    tag = "Feed"

    tab: rx.Var[Literal["for-you", "following"]]


feed = Feed.create
