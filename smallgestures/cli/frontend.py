"""The built pages: made when their sources changed, reused when not, the same on every port."""

import fcntl
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smallgestures.cli.paths import ROOT
from smallgestures.settings import Settings

WEB = ROOT / ".web"
BUILD = WEB / "build"
PAGES = BUILD / "client"
STAMP = BUILD / "made-from.json"  # inside, so that any other build removes it

BUILD_STEPS = (
    "smallgestures.cli.same_origin.SameOrigin",
    "smallgestures.web.watch.player.head_start.HeadStart",
)

# Pages are drawn from these; the rest of the package (cards, money, words) may show on them too.
SOURCES = ("rxconfig.py", "requirements.lock", "assets", "smallgestures")
LOCK = "reflex.lock"  # the JavaScript packages; a build may write it
NOT_SOURCES = (
    "assets/external/",
    "smallgestures/backup",
    "smallgestures/cli/",
    "smallgestures/migrations/",
    "smallgestures/seed",
)
SUFFIXES_IGNORED = {".pyc", ".mp4"}


def environment(settings: Settings) -> dict[str, str]:
    """Return what Reflex's own processes must find in their environment."""
    chosen = {
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_BACKEND_PORT": str(settings.port),
        "REFLEX_FRONTEND_PORT": str(settings.port),
    }
    if settings.redis_url is not None:
        chosen["REFLEX_REDIS_URL"] = settings.redis_url.get_secret_value()
        chosen["REFLEX_OPLOCK_ENABLED"] = "1"
    return chosen


def fingerprint(settings: Settings) -> str:
    """Return a digest of everything that the built pages depend on."""
    return _sources_digest(settings) + _digest(LOCK)


def _sources_digest(settings: Settings) -> str:
    return _digest(*SOURCES, besides=f"{sys.version_info[:2]} {settings.public_url}")


def _digest(*names: str, besides: str = "") -> str:
    digest = hashlib.sha256(besides.encode())
    for path in sorted(_files(names)):
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(names: tuple[str, ...]) -> Iterator[Path]:
    for source in (ROOT / name for name in names):
        for path in [source] if source.is_file() else source.rglob("*"):
            place = path.relative_to(ROOT).as_posix()
            if (
                path.is_file()
                and path.suffix not in SUFFIXES_IGNORED
                and not place.startswith(NOT_SOURCES)
            ):
                yield path


def is_current(settings: Settings) -> bool:
    """Whether the pages that stand there were built from the sources as they are now."""
    try:
        made_from = json.loads(STAMP.read_text())["fingerprint"]
    except (OSError, ValueError, KeyError):
        return False
    return bool(made_from == fingerprint(settings))


def build(settings: Settings) -> bool:
    """Build the pages unless they are current; return whether there was anything to do.

    Two builds at once wait for each other; the second finds the work done.
    """
    with _one_at_a_time():
        if is_current(settings):
            return False
        sources = _sources_digest(settings)  # as they are now, not when the build has ended
        os.environ.update(environment(settings))
        _export()
        STAMP.write_text(json.dumps({"fingerprint": sources + _digest(LOCK)}))
        return True


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    WEB.mkdir(exist_ok=True)
    with (ROOT / ".web.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _export() -> None:
    os.environ["REFLEX_EXTRA_PLUGINS"] = ":".join(BUILD_STEPS)  # what Reflex splits at

    from reflex.utils.export import export

    prepare_reflex()
    export(zipping=False, frontend=True, backend=False)


def prepare_reflex() -> None:
    """Do what `reflex init` does before a first build, less its edits of our own files."""
    from reflex.utils import prerequisites

    if prerequisites.needs_reinit():
        prerequisites.initialize_reflex_user_directory()  # type: ignore[no-untyped-call]
        prerequisites.ensure_reflex_installation_id()
        prerequisites.initialize_frontend_dependencies()  # type: ignore[no-untyped-call]
