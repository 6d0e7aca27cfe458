"""The demo clips, converted once per version of the code that converts them.

Converting twelve clips takes a minute of both processors. The outcome is kept in
pytest's cache under a digest of all that it depends on, so that the next session
starts with it; `pytest --cache-clear` forgets it, and a fresh checkout has none.
"""

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.e2e.running_product import ROOT, copy_data

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


def restore_clips(config: pytest.Config, data_dir: Path) -> None:
    """Put converted clips into an empty data directory, if an earlier session has left some."""
    kept = _kept(config)
    if kept is not None and kept.exists():
        copy_data(kept, data_dir)


def remember_clips(config: pytest.Config, data_dir: Path) -> None:
    """Keep the converted clips for the next session, in place of older ones."""
    kept = _kept(config)
    if kept is None or kept.exists():
        return
    for old in kept.parent.iterdir():
        shutil.rmtree(old)
    draft = kept.with_name("draft")
    copy_data(data_dir, draft)
    draft.rename(kept)
