"""When a caption is shown, and where: the line with the arrow."""

import re

from smallgestures.media.errors import CaptionsRefused

TIME = re.compile(r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})", re.ASCII)
PERCENT = r"(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%"
# What a caption may ask for; where a player has no room for it, it does as it sees fit.
SETTINGS = {
    "align": re.compile(r"start|center|end|left|right"),
    "line": re.compile(rf"(?:-?\d{{1,3}}|{PERCENT})(?:,(?:start|center|end))?", re.ASCII),
    "position": re.compile(rf"{PERCENT}(?:,(?:line-left|center|line-right))?", re.ASCII),
    "size": re.compile(PERCENT, re.ASCII),
}
# Known, and left out: upright lines of text, and regions, which are not written either.
LEFT_OUT = {"vertical", "region"}


def checked_times(line: int, start: str, end: str) -> tuple[int, int]:
    """Return both times in milliseconds.

    Raises:
        CaptionsRefused: One is written wrongly, or the end does not come after the start.
    """
    start_ms, end_ms = _milliseconds(line, start), _milliseconds(line, end)
    if end_ms <= start_ms:
        raise CaptionsRefused(line, f"an end after {start}", found=end)
    return start_ms, end_ms


def checked_settings(line: int, settings: list[str]) -> str:
    """Return what is kept of the settings behind the times.

    Raises:
        CaptionsRefused: One is unknown, or has a value that it can't have.
    """
    kept = {}
    for setting in settings:
        name, _colon, value = setting.partition(":")
        if name in LEFT_OUT:
            continue
        allowed = SETTINGS.get(name)
        if allowed is None:
            raise CaptionsRefused(line, f"one of {', '.join(SETTINGS)}", found=setting)
        if not allowed.fullmatch(value):
            raise CaptionsRefused(line, f"a value that “{name}” can have", found=setting)
        kept[name] = value
    return " ".join(f"{name}:{value}" for name, value in kept.items())


def written_time(ms: int) -> str:
    """Return a time as WebVTT writes it."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return (f"{hours:02}:" if hours else "") + f"{minutes:02}:{seconds:02}.{ms:03}"


def _milliseconds(line: int, text: str) -> int:
    match = TIME.fullmatch(text)
    if match is None:
        raise CaptionsRefused(line, "a time such as 00:01.000 or 01:02:03.000", found=text)
    hours, minutes, seconds, ms = (int(part or 0) for part in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
