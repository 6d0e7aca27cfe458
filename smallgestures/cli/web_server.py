"""The web process: Reflex's production server over pages that are already built."""

import os

from starlette.types import ASGIApp

from smallgestures import garbage
from smallgestures.cli import frontend
from smallgestures.settings import Settings

HTTP_BUFFER_BYTES = 128 * 1024


def serve_reloading(settings: Settings) -> None:
    """Serve in the same way, building again and reloading whenever the code changes."""
    os.environ.update(frontend.environment(settings))

    from reflex.reflex import _run
    from reflex_base import constants

    frontend.prepare_reflex()
    _run(
        env=constants.Env.PREVIEW,
        frontend_port=settings.port,
        backend_port=settings.port,
        backend_host=settings.bind,
    )


def serve(settings: Settings) -> None:
    """Serve everything on one port until told to stop; the pages must have been built.

    `reflex run --env prod` compiles and builds at every start, and its
    `--backend-only` mounts no pages, so this takes the step behind both.
    """
    os.environ.update(frontend.environment(settings))

    from reflex.utils.processes import get_num_workers
    from reflex_base import constants
    from reflex_base.environment import environment

    environment.REFLEX_ENV_MODE.set(constants.Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    serve_factory(
        f"{__name__}:create",
        address=settings.bind,
        port=settings.port,
        workers=get_num_workers(),
    )


def serve_factory(target: str, *, address: str, port: int, workers: int = 1) -> None:
    """Serve what the factory `target` returns, as the product is served, until told to stop."""
    from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        target=target,
        factory=True,
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        # One thread for the network and one loop: a range of 64 KB costs a fifth less than with
        # granian's usual choice, and a proxy in front speaks HTTP/1.1 to us anyway.
        runtime_mode=RuntimeModes.st,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        # What of a body waits for us in memory, some of it twice over: twenty uploads at once
        # would hold 30 MB of granian's usual 400 KB.
        http1_settings=HTTP1Settings(max_buffer_size=HTTP_BUFFER_BYTES),
        log_level=LogLevels.warning,
    ).serve()


def create() -> ASGIApp:
    """Return the whole site, with Reflex innermost, as the production server loads it.

    Reflex would put its own layers around ours. Its socket and files need them;
    the feed, media and reports don't, and are answered before.
    """
    from smallgestures.smallgestures import app
    from smallgestures.web.site import layered

    app.api_transformer = None
    site = layered(app())
    garbage.leave_out_what_is_loaded()
    return site
