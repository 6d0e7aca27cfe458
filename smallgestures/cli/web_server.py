"""The web process: Reflex's production server over pages that are already built."""

import os

from starlette.types import ASGIApp

from smallgestures import garbage, logs
from smallgestures.cli import frontend
from smallgestures.settings import Settings, get_settings

KEEP_ALIVE_S = 75  # longer than a proxy keeps its connection to us, which then is not cut off
SHUTDOWN_PATIENCE_S = 4  # less than whoever started us waits
SOCKET_FRAME_BYTES = 256 * 1024  # more than our guard lets through, which says so in its own way


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

    with garbage.put_off():
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
        workers=settings.web_processes or get_num_workers(),
    )


def serve_factory(target: str, *, address: str, port: int, workers: int = 1) -> None:
    """Serve what the factory `target` returns, as the product is served, until told to stop."""
    import uvicorn

    from smallgestures.cli.http_protocol import HttpProtocol

    uvicorn.run(
        target,
        factory=True,
        host=address,
        port=port,
        workers=workers,
        loop="uvloop",
        http=HttpProtocol,
        ws="websockets-sansio",
        ws_max_size=SOCKET_FRAME_BYTES,
        ws_per_message_deflate=False,  # the frames are short: it would cost more than it saves
        interface="asgi3",
        lifespan="on",
        proxy_headers=False,  # whom to believe is said by our own settings
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_PATIENCE_S,
    )


def create() -> ASGIApp:
    """Return the whole site, with Reflex innermost, as the production server loads it.

    Reflex would put its own layers around ours. Its socket and files need them;
    the feed, media and reports don't, and are answered before.
    """
    settings = get_settings()
    logs.configure(level=settings.log_level, style=settings.log_format)  # of several, each is new
    with garbage.put_off():
        from smallgestures.smallgestures import app
        from smallgestures.web.site import layered

        app.api_transformer = None
        site = layered(app())
    garbage.leave_out_what_is_loaded()
    return site
