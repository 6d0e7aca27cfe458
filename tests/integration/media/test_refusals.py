import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from smallgestures.media.errors import (
    Damaged,
    MediaRefused,
    MediaToolFailed,
    TookTooLong,
    TooLarge,
    TooLong,
)
from smallgestures.media.ffmpeg import transcode
from smallgestures.media.limits import Limits
from tests.integration.media.samples import (
    X264,
    make,
    picture,
    tone,
)


def refusal_of(source: Path, workdir: Path, limits: Limits | None = None) -> MediaRefused:
    """Return why the file was refused, having seen that nothing of it is left."""
    with pytest.raises(MediaRefused) as refusal:
        transcode(source, workdir, limits=limits or Limits())
    assert not workdir.exists() or list(workdir.iterdir()) == []
    assert not [child for child in psutil.Process().children() if "ffmpeg" in child.name()]
    assert refusal.value.user_message.endswith(".")
    return refusal.value


def wait_until(happened) -> None:
    deadline, tick = time.monotonic() + 15, threading.Event()
    while not happened():
        assert time.monotonic() < deadline
        tick.wait(0.02)


def is_dead(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture
def file(tmp_path):
    def write(content: bytes) -> Path:
        path = tmp_path / "My holiday; rm -rf $(HOME).mp4"
        path.write_bytes(content)
        return path

    return write


@pytest.fixture(scope="module")
def long_clip(folder) -> Path:
    return make(folder / "61.mp4", *picture("32x56", seconds=61, fps=10), *X264)


class TestTooLong:
    def test_says_how_long_it_is(self, long_clip, workdir):
        refusal = refusal_of(long_clip, workdir)

        assert isinstance(refusal, TooLong)
        assert "is 1 min 1 s long" in refusal.user_message

    def test_reads_no_more_of_it_than_it_must(self, folder, workdir):
        hour = make(folder / "10min.mp4", *picture("32x56", seconds=600, fps=1), *X264)

        assert "is 10 min long" in refusal_of(hour, workdir).user_message

    def test_sound_counts(self, folder, workdir):
        clip = make(folder / "sound.mp4", *picture(), *tone(62), *X264, "-c:a", "aac")

        assert isinstance(refusal_of(clip, workdir), TooLong)


class TestTooLarge:
    def test_too_many_frames(self, silent_clip, workdir):
        refusal = refusal_of(silent_clip, workdir, Limits(frames=20))

        assert isinstance(refusal, TooLarge)

    def test_memory_is_bounded(self, folder, workdir):
        clip = make(folder / "wide.mp4", *picture("1080x1920", fps=5), *X264)
        little = Limits(memory_bytes=250 * 1024 * 1024, stall_s=3)

        # Which of its many allocations fails first, and how it takes that, is ffmpeg's affair.
        with pytest.raises((MediaRefused, MediaToolFailed)):
            transcode(clip, workdir, limits=little)
        assert list(workdir.iterdir()) == []

    def test_too_much_output(self, plain_clip, workdir):
        refusal = refusal_of(plain_clip, workdir, Limits(output_bytes=5_000))

        assert isinstance(refusal, TooLarge)


class TestDamaged:
    @pytest.mark.parametrize("share", [0.3, 0.8])
    def test_cut_off_behind_its_header(self, folder, file, workdir, plain_clip, share):
        fast = make(
            folder / "fast.mp4",
            *("-i", str(plain_clip), "-c", "copy", "-movflags", "+faststart"),
        )
        content = fast.read_bytes()

        refusal = refusal_of(file(content[: int(len(content) * share)]), workdir)

        assert isinstance(refusal, Damaged)

    @pytest.mark.parametrize("seed", range(8))
    def test_whatever_is_changed_it_is_a_clip_or_a_refusal(self, file, workdir, plain_clip, seed):
        content, dice = bytearray(plain_clip.read_bytes()), random.Random(seed)
        for _ in range(60):
            content[dice.randrange(8, len(content))] = dice.randrange(256)

        try:
            made = transcode(file(bytes(content)), workdir)
        except MediaRefused:
            assert list(workdir.iterdir()) == []
        else:
            assert made.duration_ms <= 60_500


class TestTime:
    def test_a_conversion_that_does_not_end_is_stopped(self, folder, workdir):
        clip = make(folder / "slow-to-make.mp4", *picture("720x1280", seconds=4), *X264)

        assert isinstance(refusal_of(clip, workdir, Limits(wall_s=0.3)), TookTooLong)

    def test_nothing_that_the_tool_started_outlives_it(
        self, tmp_path, plain_clip, workdir, monkeypatch
    ):
        script = tmp_path / "ffmpeg-that-hangs"
        script.write_text(f"#!/bin/sh\nsleep 61.5 & echo $! > {tmp_path}/child\nwait\n")
        script.chmod(0o755)
        monkeypatch.setenv("FFMPEG_PATH", str(script))

        assert isinstance(refusal_of(plain_clip, workdir, Limits(wall_s=3)), TookTooLong)

        child = int((tmp_path / "child").read_text())
        wait_until(lambda: not psutil.pid_exists(child) or is_dead(psutil.Process(child)))

    def test_one_that_stands_still_is_stopped_sooner(
        self, tmp_path, plain_clip, workdir, monkeypatch
    ):
        script = tmp_path / "ffmpeg-that-stalls"
        script.write_text("#!/bin/sh\necho frame=1\nexec sleep 61.5\n")
        script.chmod(0o755)
        monkeypatch.setenv("FFMPEG_PATH", str(script))

        assert isinstance(refusal_of(plain_clip, workdir, Limits(stall_s=0.5)), TookTooLong)

    def test_a_killed_worker_takes_its_conversion_along(self, tmp_path, plain_clip):
        script = tmp_path / "ffmpeg-that-hangs"
        script.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 61.5\n")
        script.chmod(0o755)
        work = "import sys; from pathlib import Path; from smallgestures.media.ffmpeg import *\n"
        work += "transcode(Path(sys.argv[1]), Path(sys.argv[2]))"
        worker = subprocess.Popen(
            [sys.executable, "-c", work, str(plain_clip), str(tmp_path / "work")],
            env={**os.environ, "FFMPEG_PATH": str(script)},
        )
        wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip())
        tool = psutil.Process(int((tmp_path / "pid").read_text()))

        worker.kill()
        worker.wait()

        wait_until(lambda: is_dead(tool))


class TestToolFailures:
    def test_a_missing_tool_is_not_the_persons_fault(self, plain_clip, workdir, monkeypatch):
        monkeypatch.setenv("FFMPEG_PATH", "/nowhere/ffmpeg")

        with pytest.raises(MediaToolFailed):
            transcode(plain_clip, workdir)
        assert list(workdir.iterdir()) == []

    def test_neither_is_a_crash(self, tmp_path, plain_clip, workdir, monkeypatch):
        script = tmp_path / "ffmpeg-that-crashes"
        script.write_text("#!/bin/sh\nkill -SEGV $$\n")
        script.chmod(0o755)
        monkeypatch.setenv("FFMPEG_PATH", str(script))

        with pytest.raises(MediaToolFailed, match="SIGSEGV"):
            transcode(plain_clip, workdir)
        assert list(workdir.iterdir()) == []
