"""A Redis of the tests' own, from the program that Debian's `redis-server` brings."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from redis import Redis
from redis.exceptions import ConnectionError as NotThere

from tests.ports import free_port

PATIENCE_S = 10.0


def program() -> str | None:
    """Return the path of the server, or None where it is not installed."""
    return shutil.which("redis-server", path="/usr/bin:/usr/local/bin") or shutil.which(
        "redis-server"
    )


@contextmanager
def server() -> Iterator["RunningRedis"]:
    """Run an empty server on a free loopback port, until the block ends or it is stopped."""
    path = program()
    if path is None:
        raise RuntimeError("Redis is not installed: sudo apt-get install redis-server")
    with tempfile.TemporaryDirectory(prefix="sg-redis-") as home:
        port = free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", home]
        process = subprocess.Popen([path, *options], stdout=subprocess.DEVNULL)
        running = RunningRedis(process, f"redis://127.0.0.1:{port}")
        try:
            running.wait()
            yield running
        finally:
            running.stop()


class RunningRedis:
    """One server, and where it is."""

    def __init__(self, process: "subprocess.Popen[bytes]", url: str) -> None:
        self.process = process
        self.url = url

    def wait(self) -> None:
        """Return when it answers.

        Raises:
            TimeoutError: It does not.
        """
        deadline = monotonic() + PATIENCE_S
        with Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                    return
                except NotThere as error:
                    if monotonic() > deadline:
                        raise TimeoutError("Redis did not come up") from error
                    sleep(0.02)

    def drop_connections(self) -> None:
        """Hang up on everybody; the server stays."""
        with Redis.from_url(self.url) as client:
            client.client_kill_filter(_type="pubsub", skipme=True)

    def stop(self) -> None:
        """End it, as a power cut would: nothing is stored."""
        self.process.kill()
        self.process.wait(PATIENCE_S)
