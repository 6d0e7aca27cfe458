"""Our own routes, served as the product is, without Reflex: `python -m … PORT`."""

import sys

from starlette.types import ASGIApp

from smallgestures.cli.web_server import serve_factory
from smallgestures.web.origin import OriginCheck
from smallgestures.web.site import Site


def create() -> ASGIApp:
    """Return the site."""
    return OriginCheck(Site(reflex=None).ours)  # type: ignore[arg-type]


if __name__ == "__main__":
    serve_factory(
        "tests.integration.upload_site:create", address="127.0.0.1", port=int(sys.argv[1])
    )
