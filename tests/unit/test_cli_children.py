"""Whatever a run starts is kept alive while it runs and gone when it ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from smallgestures.cli.children import Child, describe_exit, stop

DEADLINE_S = 10

# Starts a process of its own, in a session of its own, and says who it is.
PARENT_OF_ONE = """
import subprocess, sys, signal, pathlib
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"],
                         start_new_session=True)
{on_term}
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
signal.pause()
"""


def poll(until: Callable[[], object]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not until():
        assert time.monotonic() < deadline, "it took too long"
        threading.Event().wait(0.02)


def python(code: str, *arguments: str) -> Child:
    return Child("test", [sys.executable, "-c", code, *arguments])


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("on_term", ["", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"])
def test_stopping_ends_the_process_and_all_it_started(tmp_path: Path, on_term: str):
    child = python(PARENT_OF_ONE.format(on_term=on_term), str(tmp_path / "pid"))
    child.start()
    poll(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    grandchild = int((tmp_path / "pid").read_text())

    stop([child], grace_s=0.5)

    assert child.exit_code is not None
    poll(lambda: is_gone(grandchild))


def test_stopping_what_never_ran_is_nothing():
    stop([python("")])


def test_a_child_is_out_of_reach_of_the_terminals_ctrl_c():
    child = python("import signal; signal.pause()")
    child.start()
    try:
        assert os.getpgid(child.process.pid) != os.getpgid(0)
    finally:
        stop([child])


def test_a_crashed_child_is_started_again_later_each_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("smallgestures.cli.children.FIRST_WAIT_S", 0.01)
    child = python("raise SystemExit(3)")
    child.start()
    said: list[str] = []

    def crashed_three_times() -> bool:
        if message := child.keep_alive():
            said.append(message)
        return len(said) == 3

    poll(crashed_three_times)

    assert "exit code 3" in said[0]
    assert child.failures == 3
    stop([child])


def test_a_running_child_is_left_alone():
    child = python("import signal; signal.pause()")
    child.start()
    try:
        assert child.keep_alive() is None
        assert child.failures == 0
    finally:
        stop([child])


def test_a_signal_is_called_by_its_name():
    assert describe_exit(-signal.SIGKILL) == "killed by SIGKILL"


RUN = """
import sys
from smallgestures.cli.children import Child, adopt_orphans, stop_everything
adopt_orphans()
child = Child("test", [sys.executable, "-c", {code!r}, sys.argv[1]])
child.start()
child.process.wait()
stop_everything([child])
"""
LEAVE_AN_ORPHAN = """
import subprocess, sys, pathlib
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"],
                         start_new_session=True)
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
"""


def test_an_orphan_of_a_child_that_died_is_stopped_too(tmp_path: Path):
    code = RUN.format(code=LEAVE_AN_ORPHAN)

    subprocess.run([sys.executable, "-c", code, str(tmp_path / "pid")], check=True, timeout=30)

    assert is_gone(int((tmp_path / "pid").read_text()))


REAP = """
import subprocess, sys, psutil
from smallgestures.cli.children import Child, adopt_orphans, reap_orphans
adopt_orphans()
leave = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', '']); sys.exit(3)"
child = Child("test", [sys.executable, "-c", leave])
child.start()
while child.exit_code is None or psutil.Process().children():
    reap_orphans([child])
assert child.exit_code == 3
"""


def test_an_orphan_that_ended_is_no_zombie_for_long():
    """1. What a child left behind ends, and is gone. 2. How the child itself ended stays known."""
    subprocess.run([sys.executable, "-c", REAP], check=True, timeout=30)


DIE_WITH_PARENT = """
import pathlib, signal, sys
from smallgestures.cli.children import die_with_parent
die_with_parent()
pathlib.Path(sys.argv[1]).write_text("ready")
signal.pause()
"""
START_AND_WAIT = """
import sys, signal
from smallgestures.cli.children import Child
child = Child("test", [sys.executable, "-c", {code!r}, sys.argv[1]])
child.start()
print(child.process.pid, flush=True)
signal.pause()
"""


def test_a_child_ends_when_the_run_is_killed(tmp_path: Path):
    code = START_AND_WAIT.format(code=DIE_WITH_PARENT)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "ready")], stdout=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        child = int(run.stdout.readline())
        poll((tmp_path / "ready").exists)

        run.kill()

    poll(lambda: is_gone(child))


STOP_TWICE = """
import sys
from smallgestures.cli.children import Child, stop_everything
child = Child("test", [sys.executable, "-c", "import signal; signal.pause()"])
child.start()
stop_everything([child])
stop_everything([child])
"""


def test_stopping_everything_twice_is_fine():
    # In a process of its own: everything is also what the other tests of this one have started.
    subprocess.run([sys.executable, "-c", STOP_TWICE], check=True, timeout=30)
