"""Ranges of media files beside nginx, which serves the same folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.perf.bench import Bench, median, server, spread
from tests.perf.load import Asked, in_turns, program
from tests.perf.rows import Row
from tests.ports import free_port

KIB = 1024
MUST = {64: 0.5, 256: 0.85}

# One process, as the product has one; it writes a line a request, as the product does.
CONFIG = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  types {{ video/mp4 mp4; image/webp webp; }}
  access_log {folder}/access.log;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location /media/ {{ alias {media}/; }}
  }}
}}
"""


def measure(bench: Bench) -> Iterator[Row]:
    """Ask both for the beginning of the feed's first clip."""
    path = bench.first_page()["items"][0]["src"]  # type: ignore[index]
    with _nginx(bench.folder / "nginx", bench.product.data_dir / "media") as nginx:
        for size, must in MUST.items():
            headers = {"range": f"bytes=0-{size * KIB - 1}"}
            ours, theirs = in_turns(
                [
                    Asked(f"http://127.0.0.1:{bench.product.port}{path}", headers),
                    Asked(f"{nginx}{path}", headers),
                ],
                rounds=bench.times(7, 3),
                seconds=bench.times(3, 1),
            )
            ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
            yield Row(
                what=f"ranges of {size} KB",
                measured=f"{median(ours):.0f} requests/s",
                baseline=f"nginx, same folder: {median(theirs):.0f} requests/s",
                value=median(ratios),
                must=must,
                better="more",
                details={
                    "ratios": spread(ratios),
                    "product": spread(ours),
                    "nginx": spread(theirs),
                },
            )


@contextmanager
def _nginx(folder: Path, media: Path) -> Iterator[str]:
    folder.mkdir(exist_ok=True)
    port = free_port()
    config = folder / "nginx.conf"
    user = "user root;" if os.getuid() == 0 else ""  # the folder is readable to its owner only
    config.write_text(CONFIG.format(user=user, folder=folder, port=port, media=media.resolve()))
    address = f"http://127.0.0.1:{port}"
    command = [program("nginx"), "-p", str(folder), "-c", str(config)]
    with server(*command, answers_at=address, log=folder / "nginx.log"):
        yield address
