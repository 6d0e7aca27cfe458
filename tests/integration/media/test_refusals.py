import os
import random
import socket
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import psutil
import pytest
from PIL import Image

from smallgestures.media.errors import (
    Damaged,
    EmptyFile,
    MediaRefused,
    MediaToolFailed,
    NoPicture,
    NotAVideo,
    PointsElsewhere,
    TookTooLong,
    TooLarge,
    TooLong,
)
from smallgestures.media.ffmpeg import transcode
from smallgestures.media.limits import Limits
from tests.integration.media.samples import (
    X264,
    claiming_length,
    make,
    picture,
    pointing_elsewhere,
    tone,
)

HUGE = ("-f", "lavfi", "-i", "color=black:size=8192x8192:rate=2:duration=1")


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

    def test_whatever_its_header_says(self, long_clip, workdir, file):
        shorter = file(claiming_length(long_clip.read_bytes(), 5))

        assert isinstance(refusal_of(shorter, workdir), TooLong)

    def test_reads_no_more_of_it_than_it_must(self, folder, workdir):
        hour = make(folder / "10min.mp4", *picture("32x56", seconds=600, fps=1), *X264)

        assert "is 10 min long" in refusal_of(hour, workdir).user_message

    def test_sound_counts(self, folder, workdir):
        clip = make(folder / "sound.mp4", *picture(), *tone(62), *X264, "-c:a", "aac")

        assert isinstance(refusal_of(clip, workdir), TooLong)


class TestNoPicture:
    def test_sound_only(self, folder, workdir):
        assert isinstance(refusal_of(make(folder / "sound.m4a", *tone()), workdir), NoPicture)

    def test_sound_with_a_cover(self, folder, workdir, tmp_path):
        Image.new("RGB", (64, 64), "red").save(tmp_path / "cover.jpg")
        song = make(
            folder / "song.mp4",
            *(*tone(), "-i", str(tmp_path / "cover.jpg"), "-map", "0", "-map", "1"),
            *("-c:v", "copy", "-disposition:v:0", "attached_pic"),
        )

        assert isinstance(refusal_of(song, workdir), NoPicture)

    def test_a_single_frame(self, folder, workdir):
        still = make(folder / "still.mp4", *picture(), "-frames:v", "1", *X264)

        assert isinstance(refusal_of(still, workdir), NoPicture)


class TestOtherFiles:
    def test_empty(self, file, workdir):
        assert isinstance(refusal_of(file(b""), workdir), EmptyFile)

    @pytest.mark.parametrize("kind", ["png", "gif", "webp", "avif"])
    def test_pictures(self, tmp_path, workdir, kind):
        path = tmp_path / "clip.mp4"
        with path.open("wb") as opened:
            Image.new("RGB", (64, 64), "red").save(opened, kind)

        assert isinstance(refusal_of(path, workdir), NotAVideo)

    def test_a_zip_archive(self, tmp_path, workdir):
        with zipfile.ZipFile(tmp_path / "clip.mp4", "w") as archive:
            archive.writestr("bomb", b"\0" * 1_000_000)

        assert "a ZIP archive" in refusal_of(tmp_path / "clip.mp4", workdir).user_message

    @pytest.mark.parametrize(
        "content",
        [
            b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
            b"<!doctype html><video src='/media/x.mp4'></video>",
            b"%!PS-Adobe",
            random.Random(1).randbytes(100_000),
        ],
        ids=["svg", "html", "postscript", "random"],
    )
    def test_no_video_at_all(self, file, workdir, content):
        assert isinstance(refusal_of(file(content), workdir), NotAVideo)

    def test_a_pipe_is_not_waited_for(self, tmp_path, workdir):
        os.mkfifo(tmp_path / "clip.mp4")

        assert isinstance(refusal_of(tmp_path / "clip.mp4", workdir), NotAVideo)


class TestPointsElsewhere:
    @pytest.fixture
    def listener(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.setblocking(False)
            yield server
            with pytest.raises(BlockingIOError):
                server.accept()

    @pytest.mark.parametrize(
        "playlist",
        [
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n",
            "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
            "ffconcat version 1.0\nfile 'http://127.0.0.1:{port}/a.mp4'\n",
            "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\n",
        ],
        ids=["m3u8", "m3u8-file", "ffconcat", "sdp"],
    )
    def test_playlists(self, file, workdir, listener, playlist):
        port = listener.getsockname()[1]

        refusal = refusal_of(file(playlist.format(port=port).encode()), workdir)

        assert isinstance(refusal, PointsElsewhere)

    @pytest.mark.parametrize("target", ["{other}", "http://127.0.0.1:{port}/a.mp4"])
    def test_samples_in_another_file(self, file, workdir, listener, silent_clip, target):
        named = target.format(other=silent_clip, port=listener.getsockname()[1])

        refusal = refusal_of(file(pointing_elsewhere(silent_clip.read_bytes(), named)), workdir)

        assert isinstance(refusal, PointsElsewhere)


class TestTooLarge:
    def test_too_many_pixels(self, folder, workdir):
        huge = make(folder / "huge.mp4", *HUGE, "-frames:v", "1", *X264)

        refusal = refusal_of(huge, workdir)

        assert isinstance(refusal, TooLarge)
        assert "8192 x 8192" in refusal.user_message

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
    @pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.95])
    def test_cut_off(self, file, workdir, plain_clip, share):
        content = plain_clip.read_bytes()

        refusal = refusal_of(file(content[: int(len(content) * share)]), workdir)

        assert isinstance(refusal, Damaged)

    @pytest.mark.parametrize("share", [0.3, 0.8])
    def test_cut_off_behind_its_header(self, folder, file, workdir, plain_clip, share):
        fast = make(
            folder / "fast.mp4",
            *("-i", str(plain_clip), "-c", "copy", "-movflags", "+faststart"),
        )
        content = fast.read_bytes()

        refusal = refusal_of(file(content[: int(len(content) * share)]), workdir)

        assert isinstance(refusal, Damaged)

    def test_overwritten(self, file, workdir, silent_clip):
        content = bytearray(silent_clip.read_bytes())
        start = content.index(b"mdat") + 8
        content[start : start + 20_000] = random.Random(2).randbytes(20_000)

        assert isinstance(refusal_of(file(bytes(content)), workdir), Damaged)

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
