"""A build step: pages that talk to the address they came from."""

import re
from pathlib import Path

from reflex_base.plugins import Plugin

_ADDRESS = re.compile(
    r"""["'`](http|ws)://(?:localhost|127\.0\.0\.1|0\.0\.0\.0):\d+(/[^"'`]*)["'`]"""
)


class SameOrigin(Plugin):
    """Make built scripts derive the server's address from the page's own.

    Reflex writes `http://localhost:<port>` into one chunk. Derived instead, one
    build serves every port, 127.0.0.1 beside localhost, and any host behind TLS.
    """

    def post_build(self, **context: object) -> None:
        """Change the chunk before it is compressed.

        Raises:
            RuntimeError: There is no such chunk: Reflex changed how it says where it is.
        """
        chunks = list((Path(str(context["static_dir"])) / "assets").glob("reflex-env-*.js"))
        if not any([_change(chunk) for chunk in chunks]):
            raise RuntimeError("the build names no address that could be replaced")


def _change(chunk: Path) -> bool:
    before = chunk.read_text()
    after = _ADDRESS.sub(_from_the_page, before)
    chunk.write_text(after)
    return after != before


def _from_the_page(match: re.Match[str]) -> str:
    scheme, path = match.groups()
    origin = "(globalThis.location?.origin??`http://localhost`)"
    if scheme == "ws":
        origin += ".replace(/^http/,`ws`)"
    return f"{origin}+`{path}`"
