"""The process: one loop that serves, delivers and keeps time."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from uvicorn import Config, Server

from smallgestures.stripe_sandbox.app import create_app
from smallgestures.stripe_sandbox.log import say
from smallgestures.stripe_sandbox.sandbox import Sandbox
from smallgestures.stripe_sandbox.store import Store
from smallgestures.stripe_sandbox.webhooks import Receiver


@dataclass(frozen=True)
class Options:
    """What the command line and the environment say."""

    port: int
    database: Path
    public_url: str
    bind: str = "127.0.0.1"
    receiver: Receiver | None = None
    api_key: str | None = None


class _Server(Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: we end at once, and it would wait."""
        yield


def serve(options: Options) -> None:
    """Serve until told to end, then end at once."""
    asyncio.run(_serve(options))


async def _serve(options: Options) -> None:
    options.database.parent.mkdir(parents=True, exist_ok=True)
    sandbox = Sandbox(
        store=Store(options.database),
        public_url=options.public_url,
        receiver=options.receiver,
        api_key=options.api_key,
    )
    config = Config(
        create_app(sandbox),
        host=options.bind,
        port=options.port,
        interface="asgi3",
        http="httptools",
        ws="none",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="critical",  # that an answer broke off was meant
    )
    server = _Server(config)
    _check_port(options)
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    work = asyncio.gather(server.serve(), sandbox.run())
    say("started", port=options.port, database=options.database.name)
    end = asyncio.create_task(told.wait())
    await asyncio.wait((work, end), return_when=asyncio.FIRST_COMPLETED)
    if not told.is_set():
        await work
    sandbox.store.close()
    # The server would wait for requests under way; all that was answered is in the store.
    os._exit(0)


def _check_port(options: Options) -> None:
    """The server itself would only say that it can't; nobody would know why."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.bind, options.port))
        except OSError:
            raise SystemExit(f"Port {options.port} is taken; choose another by --port.") from None
