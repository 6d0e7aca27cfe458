"""`check-system` names what is missing and the command that brings it."""

from pathlib import Path

import pytest

from smallgestures.cli import system


def test_everything_missing_is_named_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system, "_in_debian_places", lambda program: False)

    lines, complete = system.report()

    assert not complete
    assert lines[-1].strip() == "sudo apt-get update && sudo apt-get install " + " ".join(
        need.package for need in system.NEEDS
    )


def test_a_program_that_is_there_is_not_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program = tmp_path / "chromium"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system, "_in_debian_places", lambda program: False)

    lines, _ = system.report()

    assert "chromium" not in lines[-1]
