"""What a file holds: its streams by ffmpeg's own words, its length by reading every packet."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from smallgestures.media.errors import (
    Damaged,
    NoPicture,
    PointsElsewhere,
    TooLarge,
    TooLong,
    UnreadCodec,
)
from smallgestures.media.limits import Limits
from smallgestures.media.process import Outcome

CONTAINERS = "mov,matroska,webm"
# What phones, cameras and browsers record with. No other decoder ever sees a stranger's bytes.
VIDEO_CODECS = ("h264", "hevc", "vp8", "vp9", "libdav1d", "av1", "mpeg4", "h263", "prores", "mjpeg")
AUDIO_CODECS = (
    *("aac", "opus", "libopus", "vorbis", "libvorbis", "mp3", "mp3float", "alac", "ac3", "eac3"),
    *("amrnb", "amr_nb", "amrwb", "amr_wb", "libopencore_amrnb", "libopencore_amrwb", "flac"),
    *("pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_f32le"),
    *("pcm_u8", "pcm_alaw", "pcm_mulaw"),
)
HDR_TRANSFERS = {"smpte2084", "arib-std-b67"}
# Below this share of the promised length the rest of the file is missing.
PRESENT_SHARE = 0.7
# The last packet is not the last frame to be shown: so much of the promise is believed.
LATE_FRAMES_MS = 1000
MOVING_FRAMES = 2
LAST_SD_LINES = 576

STREAM = re.compile(r"^  Stream #0:\d+.*?: (Video|Audio): (.*)$", re.MULTILINE)
DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d)\.(\d\d)", re.MULTILINE)
SIZE = re.compile(r", (\d+)x(\d+)(?: \[SAR (\d+):(\d+) DAR)?")
PIXELS = re.compile(r", (\w+)\(([^)]*)\), \d+x\d+")
RATE = re.compile(r", ([\d.]+)(k?) (fps|tbr)")
ROTATION = re.compile(r"rotation of (-?[\d.]+) degrees")
CODEC = re.compile(r"\w+")


@dataclass(frozen=True)
class Picture:
    """The moving picture of a file, as it is meant to be seen: upright, with square pixels."""

    width: int
    height: int
    coded_short_side: int
    fps: float
    transfer: str  # as ffmpeg names it; empty when the file doesn't say
    matrix: str

    @property
    def is_high_definition(self) -> bool:
        """Whether colours that the file does not name are BT.709, as players take them."""
        return self.coded_short_side > LAST_SD_LINES

    @property
    def is_hdr(self) -> bool:
        """Whether its brightness has to be mapped down for ordinary screens."""
        return self.transfer in HDR_TRANSFERS


@dataclass(frozen=True)
class Probed:
    """What a file that may be converted holds."""

    picture: Picture
    has_audio: bool
    duration_ms: int


def input_arguments(container: str, source: str, limits: Limits) -> list[str]:
    """Return the arguments under which a stranger's file is opened.

    Only two containers, a few decoders and the file itself: no network, no other file, no
    playlist, whatever the file says.
    """
    drefs = ["-enable_drefs", "0"] if container == "mov" else []
    return [
        *("-hide_banner", "-nostdin", "-nostats", "-progress", "pipe:1", "-v", "info"),
        *("-protocol_whitelist", "file", "-format_whitelist", CONTAINERS),
        *("-codec_whitelist", ",".join((*VIDEO_CODECS, *AUDIO_CODECS))),
        *("-max_pixels", str(limits.pixels), "-max_streams", str(limits.streams)),
        *("-probesize", "5M", "-threads", "2", "-t", str(limits.read_s)),
        *drefs,
        *("-i", f"file:{source}"),
    ]


def probe(
    run: Callable[[list[str]], Outcome], container: str, source: str, limits: Limits
) -> Probed:
    """Return what the file holds, after reading every packet of it up to the limit.

    The header's word is never enough: a length is what the packets add up to.

    Raises:
        MediaRefused: It can't become a clip.
    """
    outcome = run(
        [
            *input_arguments(container, source, limits),
            *("-map", "0:V:0", "-map", "0:a:0?", "-c", "copy", "-copyinkf"),
            *("-frames:v", str(limits.frames + 1), "-f", "null", "-"),
        ]
    )
    facts = outcome.log.split("\nStream mapping:")[0]
    if "Skipped opening external track" in outcome.log:
        raise PointsElsewhere
    if "\nInput #0" not in f"\n{facts}":
        raise Damaged
    picture = _picture(facts)
    if picture is None:
        raise NoPicture
    if picture.width * picture.height > limits.pixels:
        size = f"{picture.width} x {picture.height}"
        raise TooLarge(f"The picture is too large ({size} pixels)")
    _refuse_length(outcome, facts, limits)
    return Probed(picture, _has_audio(facts), _length_ms(outcome, facts))


def _refuse_length(outcome: Outcome, facts: str, limits: Limits) -> None:
    declared_ms = _declared_ms(facts)
    if outcome.frames > limits.frames:
        advice = "Export it at 60 frames a second or fewer"
        raise TooLarge("This video has too many frames", advice=advice)
    if outcome.out_ms > limits.longest_ms:
        is_cut = outcome.out_ms >= limits.read_s * 1000 - 1000
        if is_cut and declared_ms > outcome.out_ms:
            raise TooLong(declared_ms, limits.duration_ms)
        raise TooLong(outcome.out_ms, limits.duration_ms, at_least=is_cut)
    is_cut_off = "partial file" in outcome.log or "File ended prematurely" in outcome.log
    if is_cut_off or outcome.out_ms + 1000 < declared_ms * PRESENT_SHARE:
        raise Damaged
    if outcome.exit_code != 0 or outcome.frames == 0:
        raise Damaged
    if outcome.frames < MOVING_FRAMES:
        raise NoPicture


def _length_ms(outcome: Outcome, facts: str) -> int:
    declared_ms = _declared_ms(facts)
    is_near = outcome.out_ms < declared_ms <= outcome.out_ms + LATE_FRAMES_MS
    return declared_ms if is_near else outcome.out_ms


def _declared_ms(facts: str) -> int:
    match = DURATION.search(facts)
    if not match:
        return 0
    hours, minutes, seconds, hundredths = map(int, match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10


def _has_audio(facts: str) -> bool:
    for kind, words in STREAM.findall(facts):
        if kind == "Audio":  # the first one, as `0:a:0` takes it
            codec = CODEC.match(words)
            return codec is not None and codec[0] in AUDIO_CODECS and ", 0 channels" not in words
    return False


def _picture(facts: str) -> Picture | None:
    for match in STREAM.finditer(facts):
        words = match[2]
        if match[1] != "Video" or "(attached pic)" in words or "(timed thumbnails)" in words:
            continue
        codec = CODEC.match(words)
        if codec is None or codec[0] not in VIDEO_CODECS:
            raise UnreadCodec(codec[0] if codec and codec[0] != "none" else "")
        size = SIZE.search(words)
        if size is None:
            return None
        following = facts[match.end() :].split("\n  Stream #", maxsplit=1)[0]
        return _upright(words, size, ROTATION.search(following))
    return None


def _upright(words: str, size: re.Match[str], rotation: re.Match[str] | None) -> Picture:
    width, height = int(size[1]), int(size[2])
    wide, high = int(size[3] or 1), int(size[4] or 1)
    shown_width = max(1, round(width * wide / high)) if wide and high else width
    shown_height = height
    if rotation and round(float(rotation[1])) % 180 == 90:  # noqa: PLR2004 - a quarter turn
        shown_width, shown_height = shown_height, shown_width
    colours = PIXELS.search(words)
    names = [part for part in (colours[2] if colours else "").split(", ") if part]
    triple = next((name.split("/") for name in names if "/" in name), [])
    return Picture(
        shown_width,
        shown_height,
        min(width, height),
        _rate(words),
        transfer=triple[2] if len(triple) == 3 else "",  # noqa: PLR2004
        matrix=triple[0] if triple else next((n for n in names if n.startswith("bt")), ""),
    )


def _rate(words: str) -> float:
    """Return frames a second: the average where ffmpeg knows it, else the base rate."""
    for number, kilo, _unit in RATE.findall(words):
        return float(number) * (1000 if kilo else 1)
    return 0.0
