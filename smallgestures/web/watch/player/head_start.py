"""A build step: on the feed's pages, scripts wait for the first clip's first frame."""

from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

from smallgestures.web.watch.player.first_clip import SLOT, with_head_start


class HeadStart(Plugin):
    """Change the entry script of each built page that leaves room for a first clip.

    It is done once, before the pages are compressed and their scripts hashed.
    """

    def post_build(self, **context: Any) -> None:
        """Rewrite the pages.

        Raises:
            RuntimeError: No page has such a slot, so the feed is not what it was.
        """
        pages = [
            path
            for path in Path(context["static_dir"]).glob("**/*.html")
            if SLOT in path.read_text()
        ]
        if not pages:
            raise RuntimeError("no built page leaves room for the first clip")
        for path in pages:
            path.write_text(with_head_start(path.read_text()))
