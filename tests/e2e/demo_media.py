"""The demo clips, converted once per version of the code that converts them.

Converting twelve clips takes a minute of both processors. The outcome is kept in
pytest's cache under a digest of all that it depends on, so that the next session
starts with it; `pytest --cache-clear` forgets it, and a fresh checkout has none.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.running_product import ROOT, RunningProduct, copy_data

MADE_BY = ("gestures", "insights", "media", "migrations", "search", "seed", "shop", "videos")
# What it is copied by, and sealed by.
KEPT_BY = ("tests/e2e/running_product.py", "smallgestures/sealed.py")


def _kept(config: pytest.Config) -> Path | None:
    if config.getoption("cacheclear", default=False) or not hasattr(config, "cache"):
        return None
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for name in KEPT_BY:
        digest.update((ROOT / name).read_bytes())
    for name in MADE_BY:
        for path in sorted((ROOT / "smallgestures" / name).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return config.cache.mkdir("demo-clips") / digest.hexdigest()[:16]


def start_with_clips(config: pytest.Config, product: RunningProduct) -> None:
    """Start a product in an empty folder; return when all demo clips are there.

    They are what an earlier session left. If none did, they are converted by the first of those
    that ask at once, and the others wait for it.
    """
    kept = _kept(config)
    if kept is not None and not kept.exists():
        with _one_at_a_time(kept.parent):
            if not kept.exists():
                _start(product)
                _keep(product.data_dir, kept)
                return
    if kept is not None:
        copy_data(kept, product.data_dir)
    _start(product)


def _start(product: RunningProduct) -> None:
    product.start()
    product.wait_for_clips()


def _keep(data_dir: Path, kept: Path) -> None:
    """Keep converted clips for the next session, in place of older ones."""
    for old in kept.parent.iterdir():
        shutil.rmtree(old)
    draft = kept.with_name("draft")
    copy_data(data_dir, draft)
    draft.rename(kept)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
