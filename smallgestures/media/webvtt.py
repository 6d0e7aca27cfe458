"""Captions files (WebVTT): read strictly, and written anew from what was understood.

What is served is never what somebody sent: times, plain text, bold, italics, underline and
speakers' names are kept, with where a caption stands; styles, regions, notes and everything
that looks like a page are not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from smallgestures.media.captions_text import checked_text
from smallgestures.media.captions_timing import checked_settings, checked_times, written_time
from smallgestures.media.errors import CaptionsRefused

FILE_LIMIT_BYTES = 256 * 1024
CUES_LIMIT = 1000
CUE_LINES_LIMIT = 6
ARROW = "-->"
HEADER = "WEBVTT"
# Blocks that say how captions look, or nothing: read over, not written.
LEFT_OUT = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Cue:
    """One caption: when it is shown, how it stands, and its text as WebVTT writes it."""

    start_ms: int
    end_ms: int
    settings: str
    text: str


@dataclass(frozen=True)
class Captions:
    """The captions of a clip in the order in which they begin; several may be shown at once."""

    cues: tuple[Cue, ...]

    def cut(self, start_ms: int, end_ms: int) -> "Captions":
        """Return what is shown in that part, timed from its beginning.

        A caption that reaches over an end is shortened; one that is shown in no moment of the
        part is left out.
        """
        shown = (
            replace(
                cue,
                start_ms=max(cue.start_ms, start_ms) - start_ms,
                end_ms=min(cue.end_ms, end_ms) - start_ms,
            )
            for cue in self.cues
        )
        return Captions(tuple(cue for cue in shown if cue.start_ms < cue.end_ms))

    def to_bytes(self) -> bytes:
        """Return the file as it is served; reading it gives the same captions again."""
        blocks = [HEADER]
        for cue in self.cues:
            times = f"{written_time(cue.start_ms)} {ARROW} {written_time(cue.end_ms)}"
            blocks.append(f"{times} {cue.settings}".rstrip() + f"\n{cue.text}")
        return ("\n\n".join(blocks) + "\n").encode()


def read_captions(content: bytes) -> Captions:
    """Return the captions of a WebVTT file.

    Raises:
        CaptionsRefused: It is none, or breaks a rule; the message names the line and says what
            was expected there.
    """
    lines = _lines(content)
    _require_header(lines)
    cues: list[Cue] = []
    for number, block in _blocks(lines[1:], first=2):
        cue = _cue(number, block)
        if cue is None:
            continue
        if len(cues) == CUES_LIMIT:
            raise CaptionsRefused(number, f"the end of the file after {CUES_LIMIT} captions")
        cues.append(cue)
    if not cues:
        raise CaptionsRefused(len(lines), "at least one caption, such as 00:00.000 --> 00:02.000")
    return Captions(tuple(sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms))))


def _lines(content: bytes) -> list[str]:
    if len(content) > FILE_LIMIT_BYTES:
        expected = f"at most {FILE_LIMIT_BYTES // 1024} KB"
        raise CaptionsRefused(1, expected, found=f"{-(-len(content) // 1024)} KB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CaptionsRefused(line, "text in UTF-8", found="other bytes") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise CaptionsRefused(line, "text", found="a zero byte")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _require_header(lines: list[str]) -> None:
    word, _space, _title = lines[0].replace("\t", " ").partition(" ")
    if word != HEADER:
        is_srt = any(ARROW in line for line in lines[:4])
        found = "the beginning of an SRT file; export it as WebVTT" if is_srt else lines[0]
        raise CaptionsRefused(1, HEADER, found=found)
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            return
        if ARROW in line:
            raise CaptionsRefused(2, "an empty line after WEBVTT", found=lines[1])
        # What else stands right below the word is about the file, and left out.
        lines[number - 1] = ""


def _blocks(lines: list[str], *, first: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each block of lines between empty ones, with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=first):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(number: int, block: list[str]) -> Cue | None:
    if ARROW not in block[0]:
        if block[0].split(maxsplit=1)[0] in LEFT_OUT:
            return None
        number, block = number + 1, block[1:]  # the caption's name
        if not block or ARROW not in block[0]:
            found = block[0] if block else ""
            raise CaptionsRefused(number, "times, such as 00:01.000 --> 00:03.500", found=found)
    start, _arrow, rest = block[0].partition(ARROW)
    end, *settings = rest.split() or [""]
    start_ms, end_ms = checked_times(number, start.strip(), end)
    text = block[1:]
    if not text:
        raise CaptionsRefused(number + 1, "the caption’s text")
    for place, line in enumerate(text, start=number + 1):
        if ARROW in line:
            raise CaptionsRefused(place, "an empty line before the next caption", found=line)
    if len(text) > CUE_LINES_LIMIT:
        expected = f"at most {CUE_LINES_LIMIT} lines in one caption"
        raise CaptionsRefused(number + 1 + CUE_LINES_LIMIT, expected)
    return Cue(start_ms, end_ms, checked_settings(number, settings), checked_text(number + 1, text))
