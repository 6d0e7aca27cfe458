"""Whatever is sent, it is a clip or a refusal with its reason: soon, in little room, by itself."""

import random
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from smallgestures.media.errors import MediaRefused
from smallgestures.media.ffmpeg import Transcoded, transcode
from smallgestures.media.limits import MEBIBYTE, Limits
from smallgestures.media.process import TOO_MUCH_MEMORY
from tests.integration.media.hostile import KINDS, NAMES, Trap
from tests.integration.media.watched import untouched

# Hard bounds, which the kernel keeps: whoever ends within them has needed no more. The memory is
# all that is asked for; little of it is used.
TIGHT = Limits(wall_s=20, cpu_s=20, memory_bytes=2048 * MEBIBYTE, output_bytes=8 * MEBIBYTE)
SOON_S = 10.0
GROWTH_BYTES = 32 * MEBIBYTE
SECRET = b"CANARY 7e57ab1e"
WORDS = {
    "zip": "a ZIP archive",
    "pdf": "a PDF document",
    "exe": "a program",
    "html": "a web page",
    "mp3": "a sound file",
    "8192 x 8192": "8192 x 8192 pixels",
    "ten thousand frames a second": "too many frames",
    "thousands of streams": "too many tracks",
    "a codec that no phone has": "(qtrle)",
}
FOREIGN = (SECRET, b"script", b"rm -rf", b"PK\x03\x04")


@pytest.fixture
def trap(tmp_path: Path, plain_clip: Path, silent_clip: Path) -> Iterator[Trap]:
    """A file that nobody may open, and a port that nobody may call."""
    canary, folder = tmp_path / "canary.mp4", tmp_path / "sent"
    canary.write_bytes(silent_clip.read_bytes() + SECRET)
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        made = Trap(canary, port, folder, plain_clip.read_bytes(), silent_clip.read_bytes())
        with untouched(canary):
            yield made
        with pytest.raises(BlockingIOError):
            server.accept()


def sent(trap: Trap, name: str) -> Path:
    made = KINDS[name].make(trap)
    if isinstance(made, Path):
        return made
    path = trap.folder / "clip.mp4"
    path.write_bytes(made)
    return path


def outcome_of(file: Path, workdir: Path) -> Transcoded | MediaRefused:
    try:
        return transcode(file, workdir, with_strip=True, limits=TIGHT)
    except MediaRefused as refusal:
        return refusal


def check_refusal(refusal: MediaRefused, workdir: Path) -> None:
    """It says why, and nothing is left of it."""
    assert refusal.user_message.endswith(".")
    assert not workdir.exists() or list(workdir.iterdir()) == []


def check_clip(clip: Transcoded) -> None:
    """It is ours alone: nothing of what else was in the file."""
    assert clip.duration_ms <= TIGHT.longest_ms
    for rendition in clip.renditions:
        content = rendition.path.read_bytes()
        assert [part for part in FOREIGN if part in content] == []


def own_peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_there_are_many_kinds():
    assert len(KINDS) >= 40


@pytest.mark.parametrize("name", KINDS)
def test_is_refused_in_words_or_is_a_clip(trap: Trap, workdir: Path, name: str):
    file, refused_as = sent(trap, name), KINDS[name].refused_as
    began, before = time.monotonic(), own_peak()

    outcome = outcome_of(file, workdir)

    assert time.monotonic() - began < SOON_S
    assert own_peak() - before < GROWTH_BYTES
    assert not [child for child in psutil.Process().children() if "ffmpeg" in child.name()]
    assert isinstance(outcome, refused_as or Transcoded)
    if isinstance(outcome, MediaRefused):
        check_refusal(outcome, workdir)
        assert WORDS.get(name, "") in outcome.user_message
        assert (TOO_MUCH_MEMORY in outcome.user_message) == ("gigabytes" in name)
    else:
        check_clip(outcome)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_does_nothing(trap: Trap, workdir: Path, tmp_path: Path, name: str):
    file = trap.folder / name.replace("/", "_") if name.startswith("..") else trap.folder / name
    file.write_bytes(trap.silent)
    before = {path for path in tmp_path.rglob("*") if workdir not in path.parents}

    made = transcode(file, workdir)

    assert made.renditions[0].path.name == "720.mp4"
    after = {path for path in tmp_path.rglob("*") if workdir not in path.parents}
    assert after - before == {workdir}
    assert not Path("owned").exists()


def changed(content: bytes, seed: int) -> bytes:
    """Return the file with bytes changed, moved, doubled or gone, here and there."""
    dice, data = random.Random(seed), bytearray(content)
    for _ in range(dice.randrange(1, 40)):
        at = dice.randrange(8, len(data) - 64)
        act = dice.randrange(4)
        if act == 0:
            data[at] = dice.randrange(256)
        elif act == 1:
            data[at : at + 4] = dice.randbytes(4)
        elif act == 2:
            del data[at : at + dice.randrange(1, 32)]
        else:
            data[at:at] = data[at - 8 : at + dice.randrange(8, 56)]
    return bytes(data)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(300))
def test_whatever_is_changed_it_is_a_clip_or_a_refusal(trap: Trap, workdir: Path, seed: int):
    file = trap.folder / "changed.mp4"
    file.write_bytes(changed(trap.clip if seed % 2 else trap.silent, seed))
    began = time.monotonic()

    outcome = outcome_of(file, workdir)

    if isinstance(outcome, MediaRefused):
        check_refusal(outcome, workdir)
    else:
        check_clip(outcome)
    assert time.monotonic() - began < TIGHT.wall_s + 1


@pytest.mark.soak
def test_half_a_gigabyte_of_nothing_is_read_past(trap: Trap, workdir: Path):
    file = trap.folder / "padded.mp4"
    with file.open("wb") as opened:
        opened.write(trap.silent)
        opened.write((500 * MEBIBYTE).to_bytes(4, "big") + b"free")
        opened.truncate(len(trap.silent) + 500 * MEBIBYTE)

    assert transcode(file, workdir, limits=TIGHT).duration_ms <= TIGHT.longest_ms
