"""Files that nobody should send: each kind is made here, and says what must become of it."""

import gzip
import io
import os
import random
import socket
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from smallgestures.media.errors import (
    Damaged,
    EmptyFile,
    MediaRefused,
    NoPicture,
    NotAVideo,
    PointsElsewhere,
    TooLarge,
    TooLong,
    UnreadCodec,
)
from smallgestures.media.mp4 import boxes
from tests.integration.media.samples import (
    X264,
    box,
    claiming_length,
    make,
    picture,
    pointing_elsewhere,
    rewritten,
    tone,
)

SOUND = ("-c:a", "aac")
MATROSKA_UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"


@dataclass(frozen=True)
class Trap:
    """What the files may lead to: a file of ours, and a port that we listen at."""

    canary: Path
    port: int
    folder: Path
    clip: bytes  # a good one of a second, with sound
    silent: bytes


@dataclass(frozen=True)
class Kind:
    """One kind: how it is made, and as what it is refused; None: it is a clip."""

    make: Callable[[Trap], bytes | Path]
    refused_as: type[MediaRefused] | tuple[type[MediaRefused], ...] | None


KINDS: dict[str, Kind] = {}
ANY_REFUSAL = (Damaged, NoPicture, TooLarge, TooLong, NotAVideo, PointsElsewhere)


def kind(name: str, refused_as: type[MediaRefused] | tuple[type[MediaRefused], ...] | None):
    def keep(function: Callable[[Trap], bytes | Path]) -> Callable[[Trap], bytes | Path]:
        KINDS[name] = Kind(function, refused_as)
        return function

    return keep


def plain(name: str, refused_as: type[MediaRefused], content: bytes) -> None:
    KINDS[name] = Kind(lambda _trap: content, refused_as)


def still(format_: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, format_)
    return file.getvalue()


# What its first bytes give away.
plain("empty", EmptyFile, b"")
plain("one byte", NotAVideo, b"\0")
plain("a megabyte of zeros", NotAVideo, bytes(1_000_000))
plain("random", NotAVideo, random.Random(1).randbytes(100_000))
plain("text", NotAVideo, b"Dear diary, today I filmed the sea.\n" * 100)
plain("shell script", NotAVideo, b"#!/bin/sh\nrm -rf ~\n")
plain("pdf", NotAVideo, b"%PDF-1.7\n1 0 obj <</OpenAction 2 0 R>> endobj")
plain("postscript", NotAVideo, b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file")
plain("exe", NotAVideo, b"MZ\x90\0" + bytes(200))
plain("elf program", NotAVideo, b"\x7fELF\x02\x01\x01" + bytes(200))
plain("gif", NotAVideo, still("gif"))
plain("png", NotAVideo, still("png"))
plain("jpeg", NotAVideo, still("jpeg"))
plain("webp", NotAVideo, still("webp"))
plain("avif", NotAVideo, still("avif"))
plain("bmp", NotAVideo, still("bmp"))
plain("ico", NotAVideo, still("ico"))
plain("tiff", NotAVideo, still("tiff"))
plain("mp3", NotAVideo, b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\0" + bytes(413))
plain("mp3 without tags", NotAVideo, (b"\xff\xfb\x90\0" + bytes(413)) * 20)
plain("ogg", NotAVideo, b"OggS\0\x02" + bytes(200))
plain("flac", NotAVideo, b"fLaC\0\0\0\x22" + bytes(200))
plain("wav", NotAVideo, b"RIFF\x24\0\0\0WAVEfmt " + bytes(200))
plain("avi", NotAVideo, b"RIFF\x24\0\0\0AVI LIST" + bytes(200))
plain("flv", NotAVideo, b"FLV\x01\x05\0\0\0\x09" + bytes(200))
plain("mpeg transport stream", NotAVideo, (b"\x47\x40\0\x10" + bytes(184)) * 20)
plain("rar", NotAVideo, b"Rar!\x1a\x07\x01\0" + bytes(200))
plain("gzip bomb", NotAVideo, gzip.compress(bytes(20_000_000)))
plain("html", NotAVideo, b"<!doctype html><script>alert(1)</script><video src=/media/x.mp4>")
plain("html behind blanks", NotAVideo, b"\n" * 2000 + b"<html><body onload=alert(1)>")
plain(
    "svg",
    NotAVideo,
    b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
)


@kind("zip", NotAVideo)
def _zip(_trap: Trap) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../bomb.mp4", bytes(20_000_000))
    return file.getvalue()


@kind("tar that leads out", NotAVideo)
def _tar(_trap: Trap) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../etc/cron.d/x"))
    return file.getvalue()


# Lists of other files.
POINTERS = {
    "m3u8 to a server": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a\n",
    "m3u8 to a file": "#EXTM3U\n#EXTINF:1,\nfile://{canary}\n#EXT-X-ENDLIST\n",
    "m3u8 with a key": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="http://127.0.0.1:{port}/k"\n',
    "m3u8 behind a mark": "\ufeff#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n",
    "ffconcat to a server": "ffconcat version 1.0\nfile 'http://127.0.0.1:{port}/a.mp4'\n",
    "ffconcat to a file": "ffconcat version 1.0\nfile '{canary}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\n",
    "dash": "<?xml version='1.0'?><MPD><BaseURL>http://127.0.0.1:{port}/</BaseURL></MPD>",
    "smil": "<smil><video src='http://127.0.0.1:{port}/a.mp4'/></smil>",
    "asx": "<asx version='3'><ref href='http://127.0.0.1:{port}/a'/></asx>",
    "pls": "[playlist]\nFile1=http://127.0.0.1:{port}/a.mp3\n",
    "internet shortcut": "[InternetShortcut]\nURL=http://127.0.0.1:{port}/\n",
}
for _name, _text in POINTERS.items():
    KINDS[_name] = Kind(
        lambda trap, text=_text: text.format(port=trap.port, canary=trap.canary).encode(),
        PointsElsewhere,
    )


@kind("samples in a file of ours", PointsElsewhere)
def _alias(trap: Trap) -> bytes:
    return pointing_elsewhere(trap.silent, str(trap.canary))


@kind("samples on a server", PointsElsewhere)
def _alias_http(trap: Trap) -> bytes:
    return pointing_elsewhere(trap.silent, f"http://127.0.0.1:{trap.port}/a.mp4")


@kind("samples that are said to be at an address", None)
def _url_dref(trap: Trap) -> bytes:
    url = box(b"url ", b"\0\0\0\0" + f"http://127.0.0.1:{trap.port}/a.mp4\0".encode())
    return rewritten(trap.silent, "dref", lambda _old: struct.pack(">II", 0, 1) + url)


@kind("reference movie", (Damaged, NoPicture))
def _reference_movie(trap: Trap) -> bytes:
    url = f"http://127.0.0.1:{trap.port}/a.mov\0".encode()
    reference = box(b"rdrf", b"\0\0\0\0url " + struct.pack(">I", len(url)) + url)
    return ftyp() + box(b"moov", box(b"rmra", box(b"rmda", reference)))


# What is no file of bytes at all.
@kind("pipe", NotAVideo)
def _pipe(trap: Trap) -> Path:
    path = trap.folder / "pipe.mp4"
    os.mkfifo(path)
    return path


@kind("folder", NotAVideo)
def _folder(trap: Trap) -> Path:
    path = trap.folder / "folder.mp4"
    path.mkdir()
    return path


@kind("device that never ends", NotAVideo)
def _device(_trap: Trap) -> Path:
    return Path("/dev/zero")


@kind("socket", NotAVideo)
def _socket(trap: Trap) -> Path:
    path = trap.folder / "s.mp4"
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(path))  # an absolute name may be too long for one
    return path


@kind("link to a device", NotAVideo)
def _link(trap: Trap) -> Path:
    path = trap.folder / "link.mp4"
    path.symlink_to("/dev/zero")
    return path


# Videos, or nearly.
def ftyp(brand: bytes = b"isom") -> bytes:
    return box(b"ftyp", brand + b"\0\0\2\0" + b"isomiso2avc1mp41")


@kind("polyglot: a clip and a zip", None)
def _clip_and_zip(trap: Trap) -> bytes:
    return trap.clip + _zip(trap)


@kind("polyglot: a clip that begins as a page", None)
def _page_in_clip(trap: Trap) -> bytes:
    page = box(b"free", b"<html><script>alert(document.domain)</script>")

    def moved(offsets: bytes) -> bytes:
        (count,) = struct.unpack_from(">I", offsets, 4)
        places = struct.unpack_from(f">{count}I", offsets, 8)
        return offsets[:8] + struct.pack(f">{count}I", *(at + len(page) for at in places))

    clip = rewritten(trap.clip, "stco", moved)
    head = 8 + len(dict(boxes(clip))["ftyp"])
    return clip[:head] + page + clip[head:]


@kind("polyglot: a zip that begins as a clip", (Damaged, NoPicture))
def _ftyp_and_zip(trap: Trap) -> bytes:
    return ftyp() + _zip(trap)


@kind("polyglot: a playlist that begins as a clip", (Damaged, NoPicture))
def _ftyp_and_playlist(trap: Trap) -> bytes:
    return ftyp() + f"\n#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:{trap.port}/a.ts\n".encode() * 50


@kind("only a header", (Damaged, NoPicture))
def _header_only(_trap: Trap) -> bytes:
    return ftyp() + box(b"moov", b"")


@kind("only samples", Damaged)
def _samples_only(trap: Trap) -> bytes:
    return ftyp() + box(b"mdat", dict(boxes(trap.clip))["mdat"])


@kind("random behind its header", (Damaged, NoPicture))
def _random_boxes(_trap: Trap) -> bytes:
    return ftyp() + random.Random(3).randbytes(200_000)


@kind("box of eight exabytes", (Damaged, NoPicture))
def _giant_box(_trap: Trap) -> bytes:
    return ftyp() + struct.pack(">I4sQ", 1, b"moov", 2**63 - 1) + bytes(100)


@kind("ten thousand boxes in each other", (Damaged, NoPicture))
def _nested(_trap: Trap) -> bytes:
    depth = 10_000
    nested = b"".join(struct.pack(">I4s", 8 * (depth - i), b"moov") for i in range(depth))
    return ftyp() + nested


@kind("header that unpacks to gigabytes", (Damaged, NoPicture, TooLarge))
def _compressed_header(_trap: Trap) -> bytes:
    packed = zlib.compress(bytes(50_000_000), 9)
    unpacked_size = struct.pack(">I", 0xFFFFFFF0)
    inside = box(b"dcom", b"zlib") + box(b"cmvd", unpacked_size + packed)
    return ftyp(b"qt  ") + box(b"moov", box(b"cmov", inside))


@kind("thousands of streams", TooLarge)
def _streams(trap: Trap) -> bytes:
    def multiply(movie: bytes) -> bytes:
        found = list(boxes(movie))
        track = next(content for name, content in found if name == "trak")
        header = b"".join(box(n.encode(), c) for n, c in found if n != "udta")
        return header + box(b"trak", track) * 3000

    # At the end of the file, so that no sample moves.
    movie = dict(boxes(trap.silent))["moov"]
    return trap.silent.replace(box(b"moov", movie), box(b"moov", multiply(movie)))


def _patched(name: str, change: Callable[[bytes], bytes]) -> Callable[[Trap], bytes]:
    return lambda trap: rewritten(trap.silent, name, change)


def _put(content: bytes, at: int, layout: str, *values: int) -> bytes:
    new = struct.pack(layout, *values)
    return content[:at] + new + content[at + len(new) :]


KINDS |= {
    "claims four thousand million samples": Kind(
        _patched("stsz", lambda c: _put(c, 8, ">I", 0xFFFFFFFF)), ANY_REFUSAL
    ),
    "claims four thousand million chunks": Kind(
        _patched("stco", lambda c: _put(c, 4, ">I", 0xFFFFFFFF)), None
    ),
    "samples that last for years": Kind(
        _patched("stts", lambda c: _put(c, 12, ">I", 0x7FFFFFFF)), ANY_REFUSAL
    ),
    "clock that ticks no time": Kind(_patched("mdhd", lambda c: _put(c, 12, ">I", 0)), ANY_REFUSAL),
    "chunks beyond the end": Kind(
        _patched("stco", lambda c: _put(c, 8, ">I", 0x7FFFFFF0)), Damaged
    ),
    "says it lasts an hour": Kind(lambda trap: claiming_length(trap.silent, 3600), None),
    "says it lasts a second": Kind(lambda trap: claiming_length(_minute(trap), 1), TooLong),
}


def _minute(trap: Trap) -> bytes:
    return make(trap.folder / "62.mp4", *picture("32x56", seconds=62, fps=2), *X264).read_bytes()


@kind("all frames at once", None)
def _no_time(trap: Trap) -> bytes:
    return rewritten(trap.silent, "stts", lambda c: struct.pack(">IIII", 0, 1, 30, 0) + c[8 + 8 :])


@kind("ten thousand frames a second", TooLarge)
def _fast(trap: Trap) -> Path:
    film = ("-f", "lavfi", "-i", "color=black:size=16x16:rate=10000:duration=2")
    return make(trap.folder / "fast.mp4", *film, *X264)


@cache
def _huge_film() -> bytes:
    film = ("-f", "lavfi", "-i", "color=black:size=8192x8192:rate=2:duration=1")
    with TemporaryDirectory() as folder:
        return make(Path(folder) / "huge.mp4", *film, "-frames:v", "1", *X264).read_bytes()


@kind("8192 x 8192", TooLarge)
def _huge(_trap: Trap) -> bytes:
    return _huge_film()


@kind("8192 x 8192 that says 64 x 112", TooLarge)
def _huge_that_lies(_trap: Trap) -> bytes:
    content = _huge_film()

    def shrink(entry: bytes) -> bytes:
        return _put(entry, 8 + 8 + 24, ">HH", 64, 112)

    small = rewritten(content, "stsd", shrink)
    return rewritten(small, "tkhd", lambda c: _put(c, len(c) - 8, ">II", 64 << 16, 112 << 16))


@kind("a strip of 16000 x 16", None)
def _strip(trap: Trap) -> Path:
    film = ("-f", "lavfi", "-i", "testsrc2=size=16000x16:rate=10:duration=1")
    return make(trap.folder / "strip.mp4", *film, *X264)


@kind("endless recording of 62 s", TooLong)
def _endless(trap: Trap) -> bytes:
    film = (*picture("32x56", seconds=62, fps=2), "-c:v", "libvpx", "-deadline", "realtime")
    return make(trap.folder / "live.webm", *film, "-live", "1").read_bytes()


@kind("webm header without an end", (Damaged, NoPicture))
def _ebml_only(_trap: Trap) -> bytes:
    header = b"\x1a\x45\xdf\xa3\x8f\x42\x82\x84webm\x42\x87\x81\x04\x42\x85\x81\x02"
    return header + b"\x18\x53\x80\x67" + MATROSKA_UNKNOWN + random.Random(5).randbytes(50_000)


@kind("matroska element of exabytes", (Damaged, NoPicture))
def _ebml_giant(_trap: Trap) -> bytes:
    return b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xfe" + bytes(5000)


@kind("sound only", NoPicture)
def _sound_only(trap: Trap) -> Path:
    return make(trap.folder / "sound.m4a", *tone())


@kind("sound with a cover", NoPicture)
def _song(trap: Trap) -> Path:
    cover = trap.folder / "cover.jpg"
    Image.new("RGB", (64, 64), "red").save(cover)
    return make(
        trap.folder / "song.mp4",
        *(*tone(), "-i", str(cover), "-map", "0", "-map", "1"),
        *("-c:v", "copy", "-disposition:v:0", "attached_pic"),
    )


@kind("subtitles only", NoPicture)
def _subtitles(trap: Trap) -> Path:
    text = trap.folder / "words.srt"
    text.write_text("1\n00:00:00,000 --> 00:00:01,000\n<script>alert(1)</script>\n")
    return make(trap.folder / "words.mp4", "-i", str(text), "-c:s", "mov_text")


@kind("one frame", NoPicture)
def _one_frame(trap: Trap) -> Path:
    return make(trap.folder / "still.mp4", *picture(), "-frames:v", "1", *X264)


@kind("a codec that no phone has", UnreadCodec)
def _codec(trap: Trap) -> Path:
    return make(trap.folder / "qtrle.mov", *picture(), "-c:v", "qtrle")


@kind("a clip with a file attached", None)
def _attachment(trap: Trap) -> Path:
    evil = trap.folder / "run.sh"
    evil.write_text("#!/bin/sh\nrm -rf ~\n")
    return make(
        trap.folder / "attached.mkv",
        *(*picture(), *X264, "-attach", str(evil), "-metadata:s:t", "mimetype=text/x-sh"),
    )


@kind("a clip whose title is a page", None)
def _title(trap: Trap) -> Path:
    title = "title=<script>alert(1)</script>"
    return make(trap.folder / "title.mp4", *picture(), *X264, "-metadata", title)


for _share in (0.01, 0.3, 0.6, 0.95):
    KINDS[f"cut off at {_share:.0%}"] = Kind(
        lambda trap, share=_share: trap.clip[: int(len(trap.clip) * share)], Damaged
    )


@kind("overwritten in the middle", Damaged)
def _overwritten(trap: Trap) -> bytes:
    content = bytearray(trap.silent)
    start = content.index(b"mdat") + 8
    content[start : start + 20_000] = random.Random(2).randbytes(20_000)
    return bytes(content)


# Names that would do something, if a name ever did.
NAMES = (
    "../../../etc/passwd.mp4",
    "concat:a.mp4|b.mp4",
    "http:127.0.0.1.mp4",
    "-y.mp4",
    "$(touch owned);`id`.mp4",
    "a%05d.mp4",
    "new\nline.mp4",
    "naïve 🎬.mp4",
)
