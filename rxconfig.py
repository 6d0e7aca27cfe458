"""Reflex's own configuration; everything else lives in `smallgestures.settings`.

No port and no `api_url` stand here: the server is one port, chosen when it starts.
"""

import sys
from pathlib import Path

import reflex as rx

from smallgestures.settings import get_settings

redis_url = get_settings().redis_url

config = rx.Config(
    app_name="smallgestures",
    db_url=None,  # smallgestures.db owns the database
    bun_path=Path(sys.executable).parent / "bun",  # from the wheel: nothing is downloaded
    cors_allowed_origins=list(get_settings().allowed_origins),
    redis_url=redis_url.get_secret_value() if redis_url else None,
    frontend_compression_formats=["brotli", "gzip"],  # made once, at build; served by Accept
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
