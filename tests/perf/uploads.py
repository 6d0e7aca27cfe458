"""Files on their way: how fast they reach the disk, and what the server needs for that."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from urllib.parse import urlsplit

import httpx
import psutil

from tests.perf.bench import Bench, bare_server, median, spread
from tests.perf.rows import Row

MB = 1_000_000
PIECE = bytes(MB)
AT_ONCE = 20
SAMPLE_S = 0.02
TUS = {"Tus-Resumable": "1.0.0"}
PATIENCE_S = 300.0


def measure(bench: Bench) -> Iterator[Row]:
    """Send files beside a route that only writes them, then one gigabyte, then many at once."""
    sender = _Sender(bench)
    yield _throughput(bench, sender)
    gigabyte = bench.times(500, 100)
    with _most_memory(bench) as grown:
        for _ in range(2):
            sender.send(gigabyte)
    yield Row(
        what=f"server memory, {2 * gigabyte} MB sent",
        measured=f"+{grown[0]:.1f} MB",
        value=grown[0],
        must=32,
        unit="MB",
    )
    each = bench.times(50, 10)
    with _most_memory(bench) as grown, ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(sender.send, [each] * AT_ONCE))
    yield Row(
        what=f"server memory, {AT_ONCE} uploads at once",
        measured=f"+{grown[0]:.1f} MB",
        baseline=f"{each} MB each",
        value=grown[0],
        must=32,
        unit="MB",
    )


def _throughput(bench: Bench, sender: "_Sender") -> Row:
    megabytes, rounds = bench.times(300, 100), bench.times(5, 3)
    ours, theirs = [], []
    with bare_server(bench) as bare:
        sender.send(10)
        for _ in range(rounds):
            ours.append(megabytes / sender.send(megabytes))
            theirs.append(megabytes / _send_bare(bare, bench.folder / "bare-upload", megabytes))
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Row(
        what=f"upload of {megabytes} MB",
        measured=f"{median(ours):.0f} MB/s",
        baseline=f"bare request.stream() to a file: {median(theirs):.0f} MB/s",
        value=median(ratios),
        must=0.5,
        better="more",
        details={"ratios": spread(ratios), "product": spread(ours), "bare": spread(theirs)},
    )


class _Sender:
    """Sends files that are cancelled before their last byte, so that none is converted."""

    def __init__(self, bench: Bench) -> None:
        self.url = bench.product.url
        self.cookie = {"Cookie": bench.session_cookie("maya"), "Origin": self.url}

    def send(self, megabytes: int) -> float:
        """Return how many seconds it took until all was on the disk."""
        said = {**TUS, **self.cookie}
        announced = {**said, "Upload-Length": str(megabytes * MB + 1)}
        answer = httpx.post(f"{self.url}/api/uploads", headers=announced).raise_for_status()
        address = answer.headers["location"]
        piece = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
        seconds = _patch(self.url, address, {**said, **piece}, megabytes)
        httpx.delete(f"{self.url}{address}", headers=said).raise_for_status()
        return seconds


def _send_bare(url: str, to: Path, megabytes: int) -> float:
    seconds = _patch(url, f"/upload?to={to}", {}, megabytes)
    to.unlink()
    return seconds


def _patch(url: str, path: str, headers: dict[str, str], megabytes: int) -> float:
    """Send the same megabyte so often, as fast as it is taken; return the seconds to the answer."""
    parts = urlsplit(url)
    said = {**headers, "Host": parts.netloc, "Content-Length": str(megabytes * MB)}
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    address = (parts.hostname or "localhost", parts.port or 80)
    with closing(socket.create_connection(address, timeout=PATIENCE_S)) as line:
        began = perf_counter()
        line.sendall(f"PATCH {path} HTTP/1.1\r\n{head}\r\n".encode())
        for _ in range(megabytes):
            line.sendall(PIECE)
        answer = line.recv(4096)
        seconds = perf_counter() - began
    if not answer.startswith(b"HTTP/1.1 204"):
        raise RuntimeError(answer[:200].decode(errors="replace"))
    return seconds


@contextmanager
def _most_memory(bench: Bench) -> Iterator[list[float]]:
    """Yield a list that has, when the block has ended, the megabytes by which the server grew."""
    server = _server_at(bench.product.port)
    before, most, over = server.memory_info().rss, [0], Event()

    def watch() -> None:
        while not over.wait(SAMPLE_S):
            most[0] = max(most[0], server.memory_info().rss)

    watching, grown = Thread(target=watch), [0.0]
    watching.start()
    try:
        yield grown
    finally:
        over.set()
        watching.join()
    grown[0] = max(0.0, (most[0] - before) / MB)


def _server_at(port: int) -> psutil.Process:
    """Return the process that answers there: of those that share the socket, the last child."""
    listening = [
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
    ]
    processes = [psutil.Process(pid) for pid in listening if pid is not None]
    return max(processes, key=lambda process: process.memory_info().rss)
