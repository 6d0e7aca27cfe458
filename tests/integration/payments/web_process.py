"""The plain routes of the product as a server of its own, with no page and no worker.

python -m tests.integration.payments.web_process PORT
"""

import sys

from starlette.applications import Starlette
from starlette.types import ASGIApp

from smallgestures.cli.web_server import serve_factory
from smallgestures.web.origin import OriginCheck
from smallgestures.web.product_clock import ProductClock
from smallgestures.web.site import PLAIN


def create() -> ASGIApp:
    """Return the routes behind the check of where a request comes from, at product time."""
    return OriginCheck(ProductClock(Starlette(routes=PLAIN)))


if __name__ == "__main__":
    serve_factory(f"{__spec__.name}:create", address="127.0.0.1", port=int(sys.argv[1]))
