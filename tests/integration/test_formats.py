"""One of each video that phones and programs make, all the way from the original to the clip."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from smallgestures import clock
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.media.storage import get_storage, hashed_key
from smallgestures.outbox.service import deliver, take_due
from smallgestures.videos.models import Step, Video, VideoState
from smallgestures.videos.service import add_video
from tests.integration.media.clips import brightness, read_clip, troubles
from tests.integration.media.samples import X264, hdr, make, picture, tone
from tests.people import make_person

AAC, OPUS = ("-c:a", "aac"), ("-c:a", "libopus")
GREY_IN_HDR = (
    *("-f", "lavfi", "-i", "color=0x808080:size=64x112:rate=10:duration=1", "-vf"),
    "format=yuv420p,setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv,"
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt2020,"
    "zscale=t=arib-std-b67:m=bt2020nc:r=tv:npl=203,format=yuv420p10le",
)


@dataclass(frozen=True)
class Format:
    """How a file is made, and what must become of it."""

    file: str
    arguments: tuple[str, ...]
    size: tuple[int, int] = (64, 112)
    length_ms: int = 1000
    has_sound: bool = False
    grey: int | None = None


FORMATS = {
    "h264 turned by its metadata": Format(
        "turned.mp4", (*picture("112x64"), *tone(), *X264, *AAC), has_sound=True
    ),
    "hevc": Format(
        "hevc.mov",
        (*picture(fps=10), "-c:v", "libx265", "-x265-params", "log-level=error", "-tag:v", "hvc1"),
    ),
    "vp9 in webm": Format(
        "vp9.webm",
        (
            *picture(fps=10),
            *tone(),
            "-c:v",
            "libvpx-vp9",
            "-deadline",
            "realtime",
            "-c:a",
            "libopus",
        ),
        has_sound=True,
    ),
    "variable frame rate": Format(
        "variable.mp4",
        (*picture(seconds=3), "-vf", "select='not(mod(n,3))+lt(n,40)'", "-fps_mode", "vfr", *X264),
        length_ms=3000,
    ),
    "no sound": Format("silent.mp4", (*picture(), *X264)),
    "mono at 8 kHz": Format(
        "mono.mp4",
        (*picture(), *tone(hertz=8000), *X264, *AAC, "-ac", "1", "-ar", "8000"),
        has_sound=True,
    ),
    "hdr of 10 bit": Format("hdr.mov", (*GREY_IN_HDR, *hdr("arib-std-b67")), grey=128),
    "4k upright": Format("4k.mp4", (*picture("2160x3840", fps=3), *X264), size=(720, 1280)),
    "lying": Format("lying.mp4", (*picture("640x360", fps=10), *X264), size=(640, 360)),
    "one second": Format("1s.mp4", (*picture(fps=25), *tone(), *X264, *AAC), has_sound=True),
    "sixty seconds": Format(
        "60s.mp4", (*picture("32x56", seconds=60, fps=10), *X264), size=(32, 56), length_ms=60_000
    ),
}


def made_file(kind: Format, folder: Path) -> Path:
    path = make(folder / kind.file, *kind.arguments)
    if kind.file != "turned.mp4":
        return path
    turned = ("-display_rotation", "90", "-i", str(path), "-c", "copy")
    return make(folder / "upright.mp4", *turned)


def kept(key: str | None) -> Path:
    assert key is not None
    return get_storage().folder / key


@pytest.mark.parametrize("name", FORMATS)
def test_becomes_a_clip(sqlite_database, given, tmp_path: Path, name: str):
    wanted = FORMATS[name]
    file = made_file(wanted, tmp_path)
    source_key = "originals/" + hashed_key(file, ".video")
    get_storage().put_file(file, source_key)
    video_id = given(
        lambda db: (
            add_video(
                db,
                creator_id=make_person(db, "maya").key,
                caption="",
                source_key=source_key,
                publish_at=clock.now(),
            ).key
        )
    )

    lease = take_due(transaction)
    assert lease is not None
    assert deliver(lease, HANDLERS, JOBS)

    with reading() as db:
        video = db.get_one(Video, video_id)
    assert (video.state, video.failure, video.step) == (VideoState.READY, None, Step.CONVERTED)
    assert (video.width, video.height) == wanted.size
    assert video.duration_ms == pytest.approx(wanted.length_ms, abs=100)
    assert video.source_ms == pytest.approx(wanted.length_ms, abs=100)
    for key in filter(None, (video.key_720, video.key_480)):
        clip = read_clip(kept(key))
        assert troubles(kept(key)) == ""
        assert clip.boxes.index("moov") < clip.boxes.index("mdat")
        assert clip.key_frames_s[0] == 0
        assert clip.longest_gap_s <= 2.01
        assert "Display Matrix" not in clip.words
        assert "yuv420p(tv, bt709" in clip.words
        assert ("48000 Hz, stereo" in clip.words) == wanted.has_sound
    for key in (video.poster_key, video.glow_key, video.strip_key):
        assert kept(key).exists()
    if wanted.grey is not None:
        assert brightness(kept(video.key_720)) == pytest.approx(wanted.grey, abs=10)
