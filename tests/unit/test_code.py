"""Rules of the code that no linter knows."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import smallgestures

PACKAGE = Path(smallgestures.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 300
SQL = {"select", "update", "delete", "insert", "text"}
# A migration of a new schema is as long as the schema.
MIGRATIONS = "migrations/"


def inside(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in nodes(path) if isinstance(node, ast.Call))


@cache
def sql_names(path: Path) -> frozenset[str]:
    """The names by which a file knows SQLAlchemy's and SQLModel's statements."""
    return frozenset(
        alias.asname or alias.name
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] in {"sqlalchemy", "sqlmodel"}
        for alias in node.names
        if alias.name in SQL
    )


def is_sql(call: ast.Call, names: frozenset[str]) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in names
    if isinstance(call.func, ast.Attribute):
        owner = call.func.value
        by_module = isinstance(owner, ast.Name) and owner.id in {"sa", "sqlalchemy", "sqlmodel"}
        return (by_module and call.func.attr in SQL) or call.func.attr == "exec_driver_sql"
    return False


def packages() -> list[str]:
    """Every part of the product below the web."""
    above = {"web", "cli", "smallgestures", "__main__"}
    names = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir()}
    return sorted(
        name
        for name in names - above - {"__init__", "migrations"}
        if (PACKAGE / name / "__init__.py").exists() or (PACKAGE / f"{name}.py").exists()
    )


def test_sql_is_written_in_queries_only():
    found = [
        f"{inside(path)}:{call.lineno}"
        for path in FILES
        if path.name not in {"queries.py", "models.py"}
        and not inside(path).startswith(("db/", MIGRATIONS))
        for call in calls(path)
        if is_sql(call, sql_names(path))
    ]

    assert found == []


def test_models_use_sql_only_to_say_which_rows_an_index_holds():
    found = [
        f"{inside(path)}:{call.lineno}"
        for path in FILES
        if path.name == "models.py"
        for call in calls(path)
        if is_sql(call, sql_names(path) - {"text"})
    ]

    assert found == []


def test_nothing_commits_but_the_engine():
    found = [
        f"{inside(path)}:{call.lineno}"
        for path in FILES
        if inside(path) != "db/engine.py"
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]

    assert found == []


def test_no_file_is_longer_than_a_person_reads_at_once():
    lengths = {inside(path): len(path.read_text().splitlines()) for path in FILES}

    assert {
        name: lines
        for name, lines in lengths.items()
        if lines > LONGEST_FILE and not name.startswith(MIGRATIONS)
    } == {}


def test_only_the_clocks_read_the_time():
    clocks = {"clock.py", "stripe_sandbox/clock.py"}
    readers = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
    found = [
        f"{inside(path)}:{call.lineno}"
        for path in FILES
        if inside(path) not in clocks
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and (call.func.value.id, call.func.attr) in readers
    ]

    assert found == []


def test_models_never_postpone_their_annotations():
    # SQLModel reads them when the class is made.
    late = [
        inside(path)
        for path in FILES
        if path.name == "models.py" and "from __future__ import annotations" in path.read_text()
    ]

    assert late == []


@pytest.fixture(scope="module")
def loaded_without_web() -> set[str]:
    """The modules that are loaded when everything below the web is."""
    imports = "; ".join(f"import smallgestures.{name}" for name in packages())
    below = [
        f"import smallgestures.{inside(path)[:-3].replace('/', '.')}"
        for path in FILES
        if inside(path).split("/")[0].removesuffix(".py") in packages()
        and path.name != "__init__.py"
    ]
    program = "; ".join([imports, *below, "import sys; print(*sys.modules)"])
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PACKAGE.parent,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return set(done.stdout.split())


def test_no_domain_loads_reflex(loaded_without_web: set[str]):
    assert len(packages()) >= 15
    assert "smallgestures.feed.service" in loaded_without_web
    assert {name for name in loaded_without_web if name.split(".")[0].startswith("reflex")} == set()


def test_no_domain_loads_the_web(loaded_without_web: set[str]):
    assert {name for name in loaded_without_web if name.startswith("smallgestures.web")} == set()
