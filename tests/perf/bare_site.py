"""The baselines: the least that can answer, served as the product is (one uvicorn process).

    BARE_FEED=feed.json python -m tests.perf.bare_site PORT

`/page?file=` is a page with one `<video>` of a file, which comes from the product's own media
handler; `/api/feed` answers bytes that are ready, `/api/feed-encoded` encodes them each time;
`/webhooks` reads what is sent and answers; `/upload` writes it to a file as it comes.
"""

import json
import os
import sys
from html import escape
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from smallgestures.cli.web_server import serve_factory
from smallgestures.media.serving import MediaFiles

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bare</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><video src="{file}" autoplay muted playsinline style="width:100%"></video></body></html>
"""


def create() -> Starlette:
    """Return the bare site."""
    file = Path(os.environ["BARE_FEED"])
    body = file.read_bytes() if file.exists() else b"{}"
    content = json.loads(body)

    async def page(request: Request) -> Response:
        return HTMLResponse(PAGE.format(file=escape(request.query_params["file"])))

    async def feed(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    async def encoded(_request: Request) -> Response:
        return JSONResponse(content)

    async def webhook(request: Request) -> Response:
        await request.body()
        return Response()

    async def upload(request: Request) -> Response:
        with Path(request.query_params["to"]).open("wb") as to:
            async for piece in request.stream():
                to.write(piece)
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route("/upload", upload, methods=["PATCH"]),
            Route("/webhooks", webhook, methods=["POST"]),
            Route("/api/feed", feed),
            Route("/api/feed-encoded", encoded),
            Route("/page", page),
            Mount("/media", MediaFiles()),
        ]
    )


if __name__ == "__main__":
    serve_factory("tests.perf.bare_site:create", address="127.0.0.1", port=int(sys.argv[1]))
