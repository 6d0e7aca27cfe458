"""What a file is by its first bytes, before any decoder sees it."""

import stat
from pathlib import Path

from smallgestures.media.errors import EmptyFile, NotAVideo, PointsElsewhere

HEAD_BYTES = 4096

EBML = b"\x1a\x45\xdf\xa3"  # Matroska and WebM
MOV_ATOMS = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp", b"moof"}
STILL_BRANDS = {b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"crx "}

SIGNATURES = {
    b"\x89PNG": "a picture",
    b"GIF8": "a GIF picture",
    b"\xff\xd8\xff": "a picture",
    b"BM": "a picture",
    b"II*\0": "a picture",
    b"MM\0*": "a picture",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "an archive",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"%PDF": "a PDF document",
    b"ID3": "a sound file",
    b"OggS": "a sound file",
    b"fLaC": "a sound file",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}
PLAYLISTS = (
    b"#extm3u",
    b"ffconcat",
    b"v=0",
    b"[playlist]",
    b"[reference]",
    b"[internetshortcut]",
    b"<asx",
    b"<smil",
    b"rtsptext",
)
PLAYLIST_ELEMENTS = (b"<mpd", b"<smoothstreamingmedia", b"<playlist", b"<smil", b"<asx")


def refuse_other_kinds(source: Path) -> str:
    """Return the demuxer's name (`mov` or `matroska`) of a file that looks like a video.

    Raises:
        EmptyFile: There are no bytes in it.
        PointsElsewhere: It is a playlist.
        NotAVideo: It is neither of the two containers that we take.
    """
    status = source.stat()
    if not stat.S_ISREG(status.st_mode):
        raise NotAVideo
    with source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise EmptyFile
    if head.startswith(EBML):
        return "matroska"
    if head[4:8] in MOV_ATOMS:
        if head[4:8] == b"ftyp" and head[8:12] in STILL_BRANDS:
            raise NotAVideo("a picture")
        return "mov"
    raise _refusal(head)


def _refusal(head: bytes) -> NotAVideo | PointsElsewhere:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(PLAYLISTS) or any(element in text for element in PLAYLIST_ELEMENTS):
        return PointsElsewhere()
    for signature, kind in SIGNATURES.items():
        if head.startswith(signature):
            return NotAVideo(kind)
    if head.startswith(b"RIFF"):
        return NotAVideo({b"WEBP": "a picture", b"WAVE": "a sound file"}.get(head[8:12], ""))
    if b"<svg" in text:
        return NotAVideo("a picture")
    if text.startswith((b"<!doctype html", b"<html")):
        return NotAVideo("a web page")
    return NotAVideo()
