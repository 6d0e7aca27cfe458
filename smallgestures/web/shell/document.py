"""Prerendered pages, filled for one request: data, head tags, compressed."""

import gzip
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import brotli
from reflex.utils.prerequisites import get_web_dir
from starlette.requests import Request
from starlette.responses import Response

FALLBACK = "__spa-fallback.html"
# Measured: level 4 costs half a millisecond a page, level 6 and above several.
BROTLI_LEVEL = 4
GZIP_LEVEL = 4

_TITLE = re.compile(r"<title[^>]*>.*?</title>", re.S)
_OG_IMAGE = re.compile(r'<meta[^>]*property="og:image"[^>]*/?>')


@dataclass(frozen=True)
class Head:
    """What search engines, link previews and the browser's preloader read."""

    title: str
    description: str = ""
    canonical: str = ""
    image: str = ""
    kind: str = "website"
    robots: str = ""
    preload_image: str = ""
    json_ld: dict[str, Any] | None = None
    extra: dict[str, str] = field(default_factory=dict)


def pages_dir() -> Path:
    """Return the folder of the built pages."""
    return Path(get_web_dir()) / "build" / "client"


@lru_cache(maxsize=64)
def _template(name: str, _changed_ns: int) -> str:
    return (pages_dir() / name).read_text()


def template(name: str) -> str:
    """Return a built page as text, read anew when it was built anew."""
    return _template(name, (pages_dir() / name).stat().st_mtime_ns)


def script_json(value: Any) -> str:
    """Return JSON that can stand inside a script element, whatever strings it holds."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def fill(page: str, head: Head, data: dict[str, Any], *, feed: bytes | None = None) -> str:
    """Return the page with its head and data.

    Args:
        page: The built page.
        head: Replaces the page's own title and Open Graph picture.
        data: Written as JSON into `#page-data`.
        feed: A page of the feed, already encoded, which becomes `data["feed"]`.
    """
    # Before `</head>`, never at its start: React would not find its own tags again.
    page = _OG_IMAGE.sub("", page, count=1)
    own_title = _TITLE.search(page)
    if own_title:
        page = page.replace(own_title[0], f"<title>{escape(head.title)}</title>", 1)
    tags = _tags(head, with_title=not own_title)
    text = script_json(data)
    if feed is not None:
        encoded = feed.decode().replace("<", "\\u003c")
        text = text[:-1] + ("," if data else "") + f'"feed":{encoded}}}'
    tags += f'<script type="application/json" id="page-data">{text}</script>'
    return page.replace("</head>", tags + "</head>", 1)


def _tags(head: Head, *, with_title: bool) -> str:
    tags = [f"<title data-server>{escape(head.title)}</title>"] if with_title else []
    properties = {
        "og:title": head.title,
        "og:type": head.kind,
        "og:site_name": "Small Gestures",
        "og:description": head.description,
        "og:image": head.image,
        "og:url": head.canonical,
    } | head.extra
    tags += [
        f'<meta property="{escape(name)}" content="{escape(value)}"/>'
        for name, value in properties.items()
        if value
    ]
    if head.description:
        tags.append(f'<meta name="description" content="{escape(head.description)}"/>')
    if head.robots:
        tags.append(f'<meta name="robots" content="{escape(head.robots)}"/>')
    if head.canonical:
        tags.append(f'<link rel="canonical" href="{escape(head.canonical)}"/>')
    if head.preload_image:
        source = escape(head.preload_image)
        tags.append(f'<link rel="preload" as="image" fetchpriority="high" href="{source}"/>')
    if head.json_ld:
        tags.append(f'<script type="application/ld+json">{script_json(head.json_ld)}</script>')
    return "".join(tags)


def respond(request: Request, page: str, *, status: int = 200) -> Response:
    """Return the page as the browser can best take it; it is for this person only."""
    body = page.encode()
    headers = {"cache-control": "private, no-cache", "vary": "accept-encoding, cookie"}
    accepted = request.headers.get("accept-encoding", "")
    if "br" in accepted:
        body, headers["content-encoding"] = brotli.compress(body, quality=BROTLI_LEVEL), "br"
    elif "gzip" in accepted:
        body, headers["content-encoding"] = gzip.compress(body, GZIP_LEVEL, mtime=0), "gzip"
    return Response(body, status_code=status, media_type="text/html", headers=headers)
