"""What stands around the code says the truth about it."""

import json
import os
import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from smallgestures.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.lock", "requirements-test.lock")
TARGETS = (
    "run",
    "dev",
    "test",
    "check",
    "bench",
    "soak",
    "stripe-contract",
    "verify-ledger",
    "lock",
    "screenshots",
    "clean",
    "help",
)
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))


def entries(lock: str) -> list[str]:
    """Each requirement of a lock file with its hashes, on one line."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def versions(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in entries(lock):
        name, version = re.match(r"([\w.-]+)(?:\[[^]]*])?==(\S+)", entry).groups()
        found.setdefault(name, set()).add(version)
    return found


class TestLocks:
    @pytest.mark.parametrize("lock", LOCKS)
    def test_name_exact_versions_with_hashes(self, lock: str):
        loose = [
            entry for entry in entries(lock) if "==" not in entry or "--hash=sha256:" not in entry
        ]

        assert loose == []

    @pytest.mark.parametrize("lock", LOCKS)
    def test_name_no_registry_and_no_place_of_a_machine(self, lock: str):
        text = (ROOT / lock).read_text()

        assert not re.search(r"://|index-url|find-links|@ file|/home/|/root/|/tmp/", text)

    @pytest.mark.parametrize(
        ("lock", "extras"), [(LOCKS[0], ("build",)), (LOCKS[1], ("build", "test"))]
    )
    def test_hold_what_pyproject_asks_for(self, lock: str, extras: tuple[str, ...]):
        project = PYPROJECT["project"]
        wanted = [*project["dependencies"]]
        wanted += [line for extra in extras for line in project["optional-dependencies"][extra]]
        locked = versions(lock)

        for requirement in map(Requirement, wanted):
            assert requirement.name in locked
            for version in locked[requirement.name]:
                assert Version(version) in requirement.specifier

    def test_of_the_browsers_code_stands_as_a_build_writes_it(self):
        """Otherwise the first `make run` would change a file of the checkout."""
        text = (ROOT / "reflex.lock" / "package.json").read_text()

        assert text == json.dumps(json.loads(text))

    def test_of_the_tests_is_the_products_and_more(self):
        product, tests = (versions(lock) for lock in LOCKS)

        assert {name: tests.get(name) for name in product} == product


class TestCommands:
    def test_make_lists_every_target(self):
        listed = subprocess.run(
            ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout

        assert [target for target in TARGETS if f"make {target} " not in listed] == []

    @pytest.mark.parametrize("script", [".ci/run", *sorted((ROOT / "tools").glob("*.sh"))])
    def test_scripts_can_be_run_and_stop_at_the_first_error(self, script: str | Path):
        path = ROOT / script

        assert os.access(path, os.X_OK)
        assert "set -euo pipefail" in path.read_text()
        subprocess.run(["bash", "-n", str(path)], check=True)

    def test_ci_checks_and_then_tests(self):
        lines = (ROOT / ".ci/run").read_text().splitlines()

        assert lines[-2:] == ["make check", "make test"]


class TestPackage:
    def test_takes_along_every_file_that_is_no_code(self):
        patterns = PYPROJECT["tool"]["setuptools"]["package-data"]["smallgestures"]
        names = {pattern.rsplit("/", 1)[-1] for pattern in patterns}
        left_out = [
            str(path)
            for path in (ROOT / "smallgestures").rglob("*.*")
            if path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
            and path.suffix not in {".py", ".pyc", ".md"}
            and not any(fnmatch(path.name, name) for name in names)
        ]

        assert left_out == []

    def test_licence_is_apache_in_full(self):
        text = (ROOT / "LICENSE").read_text()

        assert "Apache License" in text
        assert "END OF TERMS AND CONDITIONS" in text

    @pytest.mark.parametrize("word", ["ffmpeg", "GNU General Public License", "Figtree", "Lucide"])
    def test_notice_names_what_is_by_others(self, word: str):
        assert word in (ROOT / "NOTICE").read_text()


class TestPages:
    def test_readme_lists_every_setting_and_no_other(self):
        rows = re.findall(r"^\| `(SG_\w+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)

        assert sorted(rows) == sorted(f"SG_{name.upper()}" for name in Settings.model_fields)

    @pytest.mark.parametrize("text", PAGES, ids=lambda path: path.name)
    def test_links_lead_somewhere(self, text: Path):
        links = re.findall(r"\]\((?!https?:)([^)#]+)", text.read_text())

        assert [link for link in links if not (text.parent / link).exists()] == []

    def test_every_decision_says_why_and_what_else(self):
        decisions = sorted((ROOT / "docs/decisions").glob("*.md"))

        assert len(decisions) >= 5
        for decision in decisions:
            text = decision.read_text()
            for part in ("Context", "Decision", "Consequences", "Alternatives"):
                # A table may stand in place of the sentence on what else there was.
                assert f"**{part}.**" in text or (part == "Alternatives" and "rather than" in text)
