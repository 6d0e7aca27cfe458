"""How a clip is encoded: sizes, rates and the filters between."""

from dataclasses import dataclass

from smallgestures.media.limits import Limits
from smallgestures.media.probe import Picture, Probed

SHORT_SIDE, LONG_SIDE = 720, 1280
SMALL_SHORT_SIDE, SMALL_LONG_SIDE = 480, 854
SMALLEST_SIDE = 16
# (frames a second, as ffmpeg takes it); a variable rate is evened out to the next one up.
RATES = (
    (10.0, "10"),
    (12.0, "12"),
    (15.0, "15"),
    (20.0, "20"),
    (23.976, "24000/1001"),
    (24.0, "24"),
    (25.0, "25"),
    (29.97, "30000/1001"),
    (30.0, "30"),
    (50.0, "50"),
    (59.94, "60000/1001"),
    (60.0, "60"),
)
RATE_TOLERANCE = 0.02
KEY_FRAME_S = 2
# Reference white of HDR video (ITU-R BT.2408). Up to half of it stays as it is, what is brighter
# is bent below the screen's white; hable, the usual choice, left faces at half their brightness.
WHITE_NITS = 203
TONE_CURVE = "tonemap=mobius:desat=0:param=0.5:peak=5"
POSTER_FRAMES = 4


@dataclass(frozen=True)
class Rung:
    """One size to encode, with the most that its picture may take on average."""

    name: str
    width: int
    height: int
    video_kbps: int
    audio_kbps: int
    crf: int

    @property
    def file_name(self) -> str:
        """The name of its file in the working directory."""
        return f"{self.name}.mp4"


def rungs_for(picture: Picture) -> list[Rung]:
    """Return the sizes of a clip, the best first; none is larger than the original."""
    width, height = fit(picture.width, picture.height, SHORT_SIDE, LONG_SIDE)
    rungs = [Rung("720", width, height, 2100, 128, 23)]
    if min(width, height) > SMALL_SHORT_SIDE:
        width, height = fit(width, height, SMALL_SHORT_SIDE, SMALL_LONG_SIDE)
        rungs.append(Rung("480", width, height, 850, 96, 25))
    return rungs


def fit(width: int, height: int, short_side: int, long_side: int) -> tuple[int, int]:
    """Return the even size that fits the box, upright or lying, in the same proportions."""
    box_width, box_height = (short_side, long_side) if height >= width else (long_side, short_side)
    scale = min(1.0, box_width / width, box_height / height)
    return _even(width * scale), _even(height * scale)


def _even(length: float) -> int:
    # Down, so that nothing is enlarged; the little more is for 1279.9999.
    return max(SMALLEST_SIDE, int((length + 0.001) / 2) * 2)


def rate_for(fps: float) -> tuple[float, str]:
    """Return the steady rate that loses no frame of a video up to 60 frames a second."""
    for number, name in RATES:
        if fps <= number + RATE_TOLERANCE:
            return number, name
    return RATES[-1]


def output_arguments(probed: Probed, rungs: list[Rung], limits: Limits) -> list[str]:
    """Return the arguments that make every file of a clip in one run."""
    fps, rate = rate_for(probed.picture.fps or 30.0)
    arguments = [
        *("-filter_complex_threads", "2", "-max_error_rate", str(limits.undecodable_share)),
        *("-filter_complex", _graph(probed.picture, rungs, rate)),
    ]
    for rung in rungs:
        arguments += ["-map", f"[v{rung.name}]"]
        if probed.has_audio:
            arguments += ["-map", "0:a:0", "-c:a", "aac", "-b:a", f"{rung.audio_kbps}k"]
            arguments += ["-ac", "2", "-ar", "48000", "-af", "aresample=async=1:first_pts=0"]
        arguments += _encoding(rung, round(fps * KEY_FRAME_S), limits)
    return [
        *arguments,
        *("-map", "[stills]", "-frames:v", str(POSTER_FRAMES), "-fps_mode", "passthrough"),
        *("-c:v", "ppm", "-f", "image2", "-y", "frame-%d.ppm"),
    ]


def _encoding(rung: Rung, key_frame_every: int, limits: Limits) -> list[str]:
    return [
        *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-threads", "2"),
        *("-crf", str(rung.crf), "-maxrate", f"{rung.video_kbps}k"),
        *("-bufsize", f"{rung.video_kbps}k", "-g", str(key_frame_every)),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-movflags", "+faststart", "-fs", str(limits.output_bytes)),
        *("-f", "mp4", "-y", rung.file_name),
    ]


def _graph(picture: Picture, rungs: list[Rung], rate: str) -> str:
    best = rungs[0]
    ends = "".join(f"[s{rung.name}]" for rung in rungs)
    chains = [
        f"[0:V:0]fps={rate},{_colours(picture, best)},setsar=1,"
        f"split={len(rungs) + 1}{ends}[frames]",
        f"[s{best.name}]null[v{best.name}]",
        # One still a second: the first may be black.
        r"[frames]select='isnan(prev_selected_t)+gte(t-prev_selected_t\,1)'[stills]",
    ]
    chains += [
        f"[s{rung.name}]scale={rung.width}:{rung.height}:flags=bicubic[v{rung.name}]"
        for rung in rungs[1:]
    ]
    return ";".join(chains)


def _colours(picture: Picture, best: Rung) -> str:
    """Return the filters that size the picture and end in BT.709, limited range, 8 bit."""
    size = f"scale={best.width}:{best.height}:flags=bicubic"
    tagged = (
        "format=yuv420p,setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
    )
    if picture.is_hdr:
        # Sized first: mapping works on 32-bit floats, and a 4K frame of those is 100 MB.
        return (
            f"{size},format=yuv420p10le,"
            f"zscale=tin={picture.transfer}:min=bt2020nc:pin=bt2020:t=linear:npl={WHITE_NITS},"
            f"format=gbrpf32le,zscale=p=bt709,{TONE_CURVE},"
            f"zscale=t=bt709:m=bt709:r=tv:d=ordered,{tagged}"
        )
    untagged = picture.matrix in {"", "unknown"}
    source = ":in_color_matrix=bt709" if untagged and picture.is_high_definition else ""
    return f"{size}{source}:out_color_matrix=bt709:out_range=tv,{tagged}"
