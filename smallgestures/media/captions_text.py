"""The text of a caption: what may stand in it, and how it is written anew."""

import html
import re

from smallgestures.media.errors import CaptionsRefused

LINE_LIMIT = 200
VOICE_LIMIT = 40
PLAIN = ("b", "i", "u")
# Known tags that only style or time parts of the text: their text stays, they go.
UNWRAPPED = ("c", "lang", "ruby", "rt")
TAG = re.compile(r"<(/?)([^<>]*)>")
NAME = re.compile(r"([a-z]+)((?:\.[\w-]+)*)(?:[ \t]+(.*))?", re.ASCII)
MOMENT = re.compile(r"(?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3}", re.ASCII)
EXPECTED = "text, <b>, <i>, <u> or <v Name>; write &lt; for a “<”"
# Control characters, and those that turn the direction of what follows them.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def checked_text(number: int, lines: list[str]) -> str:
    """Return the caption's lines with every character written so that it is only text.

    Raises:
        CaptionsRefused: A line holds a tag that captions don't have, or an open one is not closed.
    """
    open_tags: list[str] = []
    written = []
    for place, line in enumerate(lines, start=number):
        if len(line) > LINE_LIMIT:
            raise CaptionsRefused(place, f"at most {LINE_LIMIT} characters in a line")
        written.append(_line(place, line, open_tags))
    written = [line for line in written if line.strip()]
    if not written:
        raise CaptionsRefused(number, "the caption’s text")
    # A voice may stay open: it holds for the whole caption.
    if left := [tag for tag in open_tags if tag != "v"]:
        raise CaptionsRefused(number + len(lines) - 1, f"</{left[-1]}> before the caption ends")
    return "\n".join(written) + "</v>" * open_tags.count("v")


def _line(place: int, line: str, open_tags: list[str]) -> str:
    written, at = "", 0
    for match in TAG.finditer(line):
        written += _escaped(place, line[at : match.start()])
        written += _tag(place, match, open_tags)
        at = match.end()
    return written + _escaped(place, line[at:])


def _escaped(place: int, text: str) -> str:
    if "<" in text:
        raise CaptionsRefused(place, EXPECTED, found=text[text.index("<") :])
    return html.escape(UNSEEN.sub("", html.unescape(text)), quote=False)


def _tag(place: int, match: re.Match[str], open_tags: list[str]) -> str:
    closes, inside = match[1] == "/", match[2]
    if not closes and MOMENT.fullmatch(inside):
        return ""
    parts = NAME.fullmatch(inside)
    name = parts[1] if parts else ""
    if parts is None or name not in (*PLAIN, *UNWRAPPED, "v"):
        raise CaptionsRefused(place, EXPECTED, found=match[0])
    if closes:
        if not open_tags or open_tags.pop() != name:
            raise CaptionsRefused(place, "tags that close in the order of their opening", match[0])
        return "" if name in UNWRAPPED else f"</{name}>"
    open_tags.append(name)
    if name in UNWRAPPED:
        return ""
    if name != "v":
        return f"<{name}>"
    voice = _escaped(place, (parts[3] or "").strip()[:VOICE_LIMIT])
    if not voice:
        raise CaptionsRefused(place, "a name, such as <v Maya>", found=match[0])
    return f"<v {voice}>"
