"""The first video frame of a cold feed page beside a bare page with the same file."""

from collections.abc import Iterator
from urllib.parse import urlencode

from tests.perf.bench import Bench, bare_server, median, spread
from tests.perf.browser import chromium, cold_page, first_frame_ms
from tests.perf.rows import Row


def measure(bench: Bench) -> Iterator[Row]:
    """Open both in turns, each time with an empty cache."""
    file = bench.first_page()["items"][0]["src"]  # type: ignore[index]
    ours: list[float] = []
    theirs: list[float] = []
    with bare_server(bench) as bare, chromium() as browser:
        addresses = {
            f"{bench.product.url}/": ours,
            f"{bare}/page?{urlencode({'file': file})}": theirs,
        }
        for number in range(bench.times(15, 7) + 1):
            for address, times in addresses.items():
                with cold_page(browser) as page:
                    took = first_frame_ms(page, address)
                if number > 0:  # the first of each warms files and processes
                    times.append(took)
    yield Row(
        what="first video frame, cold page, loopback",
        measured=f"{median(ours):.0f} ms",
        baseline=f"bare page, same file: {median(theirs):.0f} ms",
        value=round(median(ours) / median(theirs), 3),
        must=1.5,
        goal=1.2,
        details={"product": spread(ours), "bare": spread(theirs)},
    )
