"""Built pages are reused when nothing they depend on changed, and served from any address."""

from pathlib import Path

import pytest

from smallgestures.cli import frontend
from smallgestures.cli.same_origin import SameOrigin
from smallgestures.settings import Settings


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in {
        "rxconfig.py": "config = 1",
        "requirements.lock": "reflex==1",
        "reflex.lock/bun.lock": "react",
        "assets/app.css": "a{}",
        "assets/external/link.js": "x",
        "smallgestures/web/page.py": "page = 1",
        "smallgestures/web/player/player.jsx": "<video/>",
        "smallgestures/cli/product.py": "run = 1",
        "smallgestures/seed/media/clip.mp4": "moov",
        ".web/build/client/index.html": "<html>",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setattr(frontend, "STAMP", tmp_path / ".web/build/made-from.json")
    return tmp_path


@pytest.fixture
def settings() -> Settings:
    return Settings(demo=False)


@pytest.mark.parametrize(
    "name",
    [
        "rxconfig.py",
        "requirements.lock",
        "reflex.lock/bun.lock",
        "assets/app.css",
        "smallgestures/web/page.py",
        "smallgestures/web/player/player.jsx",
        "smallgestures/web/new.py",
    ],
)
def test_a_changed_source_changes_the_fingerprint(checkout: Path, settings: Settings, name: str):
    before = frontend.fingerprint(settings)

    (checkout / name).write_text("changed")

    assert frontend.fingerprint(settings) != before


@pytest.mark.parametrize(
    "name",
    [
        "assets/external/link.js",
        "smallgestures/cli/product.py",
        "smallgestures/seed/media/clip.mp4",
        "smallgestures/web/__pycache__/page.pyc",
        "README.md",
    ],
)
def test_what_no_page_shows_does_not(checkout: Path, settings: Settings, name: str):
    before = frontend.fingerprint(settings)

    (checkout / name).parent.mkdir(exist_ok=True)
    (checkout / name).write_text("changed")

    assert frontend.fingerprint(settings) == before


def test_the_port_does_not_but_the_public_address_does(checkout: Path):
    here = frontend.fingerprint(Settings(demo=False))

    assert frontend.fingerprint(Settings(demo=False, port=4000)) == here
    assert frontend.fingerprint(Settings(demo=False, public_url="https://a.example")) != here


def test_pages_are_current_only_with_a_stamp_of_these_sources(checkout: Path, settings: Settings):
    assert not frontend.is_current(settings)

    frontend.STAMP.write_text(f'{{"fingerprint": "{frontend.fingerprint(settings)}"}}')
    assert frontend.is_current(settings)

    frontend.STAMP.write_text("cut sho")
    assert not frontend.is_current(settings)


def test_scripts_ask_the_address_they_came_from(tmp_path: Path):
    chunk = tmp_path / "assets/reflex-env-abc.js"
    chunk.parent.mkdir()
    chunk.write_text("var e={PING:`http://localhost:3000/ping`,EVENT:'ws://127.0.0.1:3000/_event'}")

    SameOrigin().post_build(static_dir=tmp_path)

    assert "3000" not in chunk.read_text()
    assert "+`/ping`" in chunk.read_text()
    assert ".replace(/^http/,`ws`)+`/_event`" in chunk.read_text()


def test_a_build_that_names_no_address_fails_loudly(tmp_path: Path):
    with pytest.raises(RuntimeError, match="names no address"):
        SameOrigin().post_build(static_dir=tmp_path)
