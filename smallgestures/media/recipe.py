"""How a clip is encoded: the arguments of one run of ffmpeg."""

from smallgestures.media import filters, strip
from smallgestures.media.limits import Limits
from smallgestures.media.plan import Plan, Rung

KEY_FRAME_S = 2
POSTER_FRAMES = 4


def output_arguments(plan: Plan, limits: Limits) -> list[str]:
    """Return the arguments that make every file of a clip in one run."""
    key_frame_every = round(plan.rate[0] * KEY_FRAME_S)
    arguments = [
        *("-filter_complex_threads", "2", "-max_error_rate", str(limits.undecodable_share)),
        *("-filter_complex", filters.graph(plan)),
    ]
    for rung in plan.rungs:
        arguments += ["-map", f"[v{rung.name}]"]
        if plan.probed.has_audio:
            arguments += ["-map", "0:a:0", "-c:a", "aac", "-b:a", f"{rung.audio_kbps}k"]
            arguments += ["-ac", "2", "-ar", "48000", "-af", filters.sound(plan.cut)]
        arguments += _encoding(rung, key_frame_every, limits)
    arguments += _stills("stills", POSTER_FRAMES, "frame-%d.ppm")
    if plan.cut.cover_ms is not None:
        arguments += _stills("cover", 1, "cover-%d.ppm")
    if plan.with_strip:
        arguments += _stills("strip", strip.FRAMES, "strip-%d.ppm")
    return arguments


def cover_arguments(at_ms: int | None) -> list[str]:
    """Return the arguments that take the stills from a clip of ours; None: from its beginning."""
    stills = (
        ("stills", POSTER_FRAMES, "frame-%d.ppm") if at_ms is None else ("cover", 1, "cover-%d.ppm")
    )
    return ["-filter_complex", filters.cover_graph(at_ms), *_stills(*stills)]


def _stills(name: str, most: int, files: str) -> list[str]:
    return [
        *("-map", f"[{name}]", "-frames:v", str(most), "-fps_mode", "passthrough"),
        *("-c:v", "ppm", "-f", "image2", "-y", files),
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
