from pathlib import Path

import pytest

from tests.integration.media.samples import X264, make, picture, tone


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("samples")


@pytest.fixture(scope="session")
def plain_clip(folder) -> Path:
    """Two seconds of picture and sound, as a phone would send them."""
    return make(folder / "plain.mp4", *picture(seconds=2), *tone(2), *X264, "-c:a", "aac")


@pytest.fixture(scope="session")
def silent_clip(folder) -> Path:
    """One second without sound, `moov` last."""
    return make(folder / "silent.mp4", *picture(), *X264)


@pytest.fixture
def workdir(tmp_path) -> Path:
    return tmp_path / "work"
