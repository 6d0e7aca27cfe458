"""Scripts beside their Python lie among the assets as they lie in the package."""

from pathlib import Path

import pytest

from smallgestures.web.inbox import thread
from smallgestures.web.ui.browser_module import browser_module

FOLDER = Path("assets/external/smallgestures/web/inbox")


def test_a_module_and_its_neighbours_are_linked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    address = browser_module(thread.__file__, "thread.jsx")

    assert address == "$/public/external/smallgestures/web/inbox/thread.jsx"
    for name in ("thread.jsx", "unsent.js"):
        assert (FOLDER / name).resolve() == Path(thread.__file__).with_name(name)


def test_a_link_that_is_right_is_left_alone_and_a_wrong_one_is_put_right(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    browser_module(thread.__file__, "thread.jsx")
    kept = (FOLDER / "unsent.js").lstat().st_ino
    (FOLDER / "thread.jsx").unlink()
    (FOLDER / "thread.jsx").symlink_to("/nowhere")

    browser_module(thread.__file__, "thread.jsx")

    assert (FOLDER / "unsent.js").lstat().st_ino == kept
    assert (FOLDER / "thread.jsx").resolve() == Path(thread.__file__).with_name("thread.jsx")
    there = {path.name for path in Path(thread.__file__).parent.glob("*.js*")}
    assert {path.name for path in FOLDER.iterdir()} == there


def test_a_module_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(FileNotFoundError, match=r"missing\.jsx"):
        browser_module(thread.__file__, "missing.jsx")
