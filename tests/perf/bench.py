"""What all measurements share: the product they measure, and how long they may take."""

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from smallgestures.seed import CLIPS
from smallgestures.settings import get_settings
from smallgestures.videos.queries import count_by_state
from tests.e2e.running_product import (
    ROOT,
    STOP_PATIENCE_S,
    RunningProduct,
    copy_data,
    wait_until,
)
from tests.ports import free_port

CLIPS_PATIENCE_S = 600.0
SERVER_PATIENCE_S = 30.0
PASSWORD = "demo-small-gestures"
# As people run it: every request writes its line, into a file.
AS_PEOPLE_RUN_IT = {"SG_LOG_LEVEL": "info"}


@dataclass(frozen=True)
class Bench:
    """One run of the benchmark."""

    folder: Path
    product: RunningProduct
    quick: bool
    say: Callable[[str], None]

    def times(self, full: int, quick: int) -> int:
        """Return how often to repeat: fewer times when the run shall be quick."""
        return quick if self.quick else full

    def session_cookie(self, handle: str = "leo") -> str:
        """Sign in as one of the demo people; return the cookie as a request names it."""
        form = {"email": f"{handle}@example.com", "password": PASSWORD, "next": "/"}
        answer = httpx.post(f"{self.product.url}/auth/sign-in", data=form)
        return f"sg_session={answer.cookies['sg_session']}"

    def first_page(self) -> dict[str, object]:
        """Return the feed's first page as somebody new gets it."""
        return dict(httpx.get(f"{self.product.url}/api/feed").raise_for_status().json())


def running_product(folder: Path) -> RunningProduct:
    """Start the product in production mode with all demo clips ready.

    A folder that holds them from an earlier run is taken as it is.
    """
    os.environ["SG_DATA_DIR"] = str(folder / "data")  # what we ask in this process: the same data
    get_settings.cache_clear()
    product = RunningProduct(folder, settings=AS_PEOPLE_RUN_IT)
    product.start()
    wait_until(
        lambda: product.given(count_by_state).get("ready", 0) >= len(CLIPS),
        "the demo's clips",
        patience_s=CLIPS_PATIENCE_S,
    )
    return product


@contextmanager
def another_product(
    bench: Bench, name: str, prepare: Callable[[RunningProduct], None]
) -> Iterator[RunningProduct]:
    """Run the product a second time on a copy of its data that `prepare` has changed."""
    product = RunningProduct(bench.folder / name, settings=AS_PEOPLE_RUN_IT)
    product.data_dir.mkdir(parents=True)
    copy_data(bench.product.data_dir, product.data_dir)
    prepare(product)
    product.start()
    try:
        yield product
    finally:
        product.stop()


@contextmanager
def server(
    *command: str, cwd: Path = ROOT, answers_at: str, log: Path, **env: str
) -> Iterator[None]:
    """Run a server until the block ends; it is up when `answers_at` answers anything."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # As the product's: Linux divides the cores among sessions first, and who
            # shares one with the program that asks is served worse, or better.
            start_new_session=True,
        )
    try:
        wait_until(lambda: _answers(process, answers_at, log), "a server", patience_s=30)
        yield
    finally:
        process.terminate()
        process.wait(STOP_PATIENCE_S)


def _answers(process: "subprocess.Popen[bytes]", address: str, log: Path) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"the server ended:\n{log.read_text()[-2000:]}")
    try:
        httpx.get(address, timeout=2)
    except httpx.TransportError:
        return False
    return True


@contextmanager
def bare_server(bench: Bench) -> Iterator[str]:
    """Run `bare_site`, served as the product is; yield its address."""
    port = free_port()
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "tests.perf.bare_site", str(port)]
    body = bench.folder / "feed.json"
    with server(
        *command,
        answers_at=address,
        log=bench.folder / "bare.log",
        SG_DATA_DIR=str(bench.product.data_dir),
        BARE_FEED=str(body),
    ):
        yield address


def median(values: Sequence[float]) -> float:
    """Return the median, rounded to a thousandth."""
    return round(statistics.median(values), 3)


def spread(values: Sequence[float]) -> dict[str, object]:
    """Return what there is to know of a row of measurements."""
    ordered = sorted(values)
    return {
        "n": len(ordered),
        "min": round(ordered[0], 3),
        "median": median(ordered),
        "max": round(ordered[-1], 3),
        "all": [round(value, 3) for value in values],
    }
