"""The scripts and styles that a cold feed page really loads, in bytes over the wire."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.perf.bench import Bench
from tests.perf.browser import chromium, cold_page, devtools, dwell, first_frame_ms
from tests.perf.rows import Row

WATCH_MS = 4000
MUST_KB = {"JS": 175, "CSS": 18}


def measure(bench: Bench) -> Iterator[Row]:
    """Load the feed and watch for a moment; add up what came, headers included."""
    kinds: dict[str, tuple[str, str]] = {}
    sizes: Counter[str] = Counter()
    encodings: dict[str, Counter[str]] = {kind: Counter() for kind in MUST_KB}

    def on_response(event: dict[str, Any]) -> None:
        response = event["response"]
        mime = response["mimeType"]
        kind = "JS" if "javascript" in mime else "CSS" if mime == "text/css" else ""
        headers = {name.lower(): value for name, value in response["headers"].items()}
        kinds[event["requestId"]] = (kind, headers.get("content-encoding", "not compressed"))

    def on_end(event: dict[str, Any]) -> None:
        kind, encoding = kinds.get(event["requestId"], ("", ""))
        if kind:
            sizes[kind] += int(event["encodedDataLength"])
            encodings[kind][encoding] += 1

    with chromium() as browser, cold_page(browser) as page:
        tools = devtools(page)
        tools.on("Network.responseReceived", on_response)
        tools.on("Network.loadingFinished", on_end)
        tools.send("Network.enable")
        first_frame_ms(page, f"{bench.product.url}/")
        dwell(page, WATCH_MS)
    for kind, must in MUST_KB.items():
        sent = ", ".join(f"{count} × {name}" for name, count in encodings[kind].items())
        yield Row(
            what=f"feed page, {kind} over the wire",
            measured=f"{sum(encodings[kind].values())} files ({sent})",
            value=round(sizes[kind] / 1000, 1),
            must=must,
            unit="KB",
            details={"bytes": sizes[kind], "encodings": dict(encodings[kind])},
        )
