"""The feed's player: one local React component.

Everything that happens while somebody watches happens in the browser (see `player.jsx`): the
server hands out the first page of clips inside the HTML, further pages on request, and is told
in batches what was watched.
"""

from typing import Literal

import reflex as rx

from smallgestures.web.ui.browser_module import browser_module


class Feed(rx.Component):
    """The vertical feed with its end cards; it fills the `main` of the app shell."""

    library = browser_module(__file__, "player.jsx")
    tag = "Feed"

    tab: rx.Var[Literal["for-you", "following"]]


feed = Feed.create
