"""The pages of figures of a creator whose clips were watched ten million times."""

import os
import subprocess
import sys
from collections.abc import Iterator
from time import monotonic, perf_counter

import httpx

from tests.e2e.running_product import ROOT, RunningProduct
from tests.perf.bench import PASSWORD, Bench, another_product, median, spread
from tests.perf.many_watches import CREATOR, add_sales, add_watches
from tests.perf.rows import Row

WATCHES, FEWER = 10_000_000, 300_000
MUST_MS = 300
PATIENCE_S = 60


def measure(bench: Bench) -> Iterator[Row]:
    """Fill a copy of the product, count it anew by the command, and open each page."""
    number = bench.times(WATCHES, FEWER)
    loud, counting_s = "", 0.0

    def prepare(product: RunningProduct) -> None:
        nonlocal loud, counting_s
        database = product.data_dir / "smallgestures.db"
        bench.say(f"  storing {number:,} reports …")
        loud = add_watches(database, number)
        bench.say("  counting them anew …")
        began = monotonic()
        _rebuild(product)
        counting_s = monotonic() - began
        add_sales(database)

    with another_product(bench, "analytics", prepare) as product:
        pages = {
            "all clips": "/studio/analytics",
            "one clip": f"/studio/videos/{loud}/analytics",
        }
        for name, address in pages.items():
            many = _times(product, address, bench)
            few = _times(bench.product, _of_the_demo(address), bench)
            yield Row(
                what=f"analytics, {name}, 90 days, {number:,} watch rows",
                measured=f"p95 {_p95(many):.0f} ms, median {median(many):.0f} ms",
                baseline=f"with the demo’s rows: p95 {_p95(few):.0f} ms",
                value=round(_p95(many), 1),
                must=MUST_MS,
                unit="ms",
                note=f"counted anew in {counting_s:.0f} s: {number / counting_s:,.0f} rows/s",
                details={"many": spread(many), "few": spread(few)},
            )


def _of_the_demo(address: str) -> str:
    return "/studio/videos/demoBottle/analytics" if "videos" in address else address


def _rebuild(product: RunningProduct) -> None:
    subprocess.run(
        [sys.executable, "-m", "smallgestures", "rebuild-insights"],
        cwd=ROOT,
        env={**os.environ, "SG_DATA_DIR": str(product.data_dir)},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _times(product: RunningProduct, address: str, bench: Bench) -> list[float]:
    """Open the page as its creator does, again and again; return the milliseconds of each."""
    form = {"email": f"{CREATOR}@example.com", "password": PASSWORD, "next": "/"}
    with httpx.Client(base_url=product.url, timeout=PATIENCE_S) as client:
        client.post("/auth/sign-in", data=form, headers={"origin": product.url})
        times = []
        for place in range(bench.times(40, 10)):
            began = perf_counter()
            answer = client.get(
                address, params={"days": 90, "metric": "views", "page": 1 + place % 3}
            )
            answer.raise_for_status()
            times.append((perf_counter() - began) * 1000)
    return times


def _p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
