"""Any phone's video in; the files of a clip out."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from smallgestures.media.cut import Cut
from smallgestures.media.errors import (
    Damaged,
    MediaToolFailed,
    NothingLeft,
    TooLarge,
    TooLong,
)
from smallgestures.media.kind import refuse_other_kinds
from smallgestures.media.limits import DEFAULT, Limits
from smallgestures.media.mp4 import duration_ms
from smallgestures.media.plan import Plan, rungs_for
from smallgestures.media.poster import Stills, make_stills
from smallgestures.media.probe import input_arguments, probe
from smallgestures.media.process import TOO_MUCH_OUTPUT, Outcome, run_ffmpeg
from smallgestures.media.recipe import cover_arguments, output_arguments
from smallgestures.media.strip import make_strip

SOURCE = "source"
UNDECODABLE_EXIT = 69
TOOL_FAULTS = (
    "No space left on device",
    "Unknown encoder",
    "No such filter",
    "Error while opening encoder",
    "Unrecognized option",
)


@dataclass(frozen=True)
class Rendition:
    """One size of a clip: `name` is "720", the best there is, or "480", for slow links."""

    name: str
    path: Path
    width: int
    height: int
    bytes: int


@dataclass(frozen=True)
class Transcoded:
    """A clip's files, all below the folder that was given; the caller keeps what it wants."""

    duration_ms: int
    width: int
    height: int
    renditions: tuple[Rendition, ...]  # the best first
    poster: Path
    glow: Path
    thumbhash: str  # base64
    has_audio: bool
    source_ms: int  # of the whole original
    strip: Path | None  # of the whole original too


def transcode(
    source: Path,
    workdir: Path,
    *,
    cut: Cut = Cut(),  # noqa: B008 - frozen
    with_strip: bool = False,
    limits: Limits = DEFAULT,
    on_checked: Callable[[], None] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Transcoded:
    """Make a clip of a video file.

    Progressive MP4 (H.264 High, yuv420p, AAC stereo, `moov` first, key frames at most 2 s apart,
    at most 2.5 Mb/s, no metadata), fitted into 720 x 1280 or 1280 x 720 and never enlarged; a
    second one whose short side is 480, where that is smaller; poster, glow and thumbhash.

    Args:
        source: The file; it is only read, whatever its name.
        workdir: Where the files are made; created if need be. Holds nothing new after a refusal.
        cut: The part that is shown, and the moment of its cover.
        with_strip: Whether the film strip of the whole original is made too.
        limits: What the file may ask of the machine.
        on_checked: Told once, when the file can become a clip and its conversion begins.
        on_progress: Told the share done (0 to 1) about twice a second; may raise to stop it all.

    Raises:
        MediaRefused: The file can't become a clip; the message says why and what to do.
        MediaToolFailed: ffmpeg is missing or broke down; try again later.
    """
    container = refuse_other_kinds(source)
    deadline = time.monotonic() + limits.wall_s
    with _folder_of(source, workdir) as folder:

        def run(arguments: list[str], *, progress: Callable[[int], None] | None = None) -> Outcome:
            return run_ffmpeg(
                arguments, folder, limits=limits, deadline=deadline, on_progress=progress
            )

        probed = probe(run, container, SOURCE, limits)
        if on_checked:
            on_checked()
        plan = Plan(probed, rungs_for(probed.picture), cut, with_strip)
        if plan.clip_ms == 0:
            raise NothingLeft

        def tell(done_ms: int) -> None:
            if on_progress:
                on_progress(min(1.0, done_ms / plan.clip_ms))

        outcome = run(
            [*input_arguments(container, SOURCE, limits), *output_arguments(plan, limits)],
            progress=tell,
        )
        _refuse_failure(outcome)
        return _collect(folder, plan, limits)


def make_cover(clip: Path, workdir: Path, *, at_ms: int | None, limits: Limits = DEFAULT) -> Stills:
    """Make the stills of a clip of ours anew; None: of the first moment that shows something.

    Raises:
        MediaRefused: The clip can't be read, or has no picture there.
        MediaToolFailed: ffmpeg is missing or broke down; try again later.
    """
    with _folder_of(clip, workdir) as folder:
        arguments = [*input_arguments("mov", SOURCE, limits), *cover_arguments(at_ms)]
        deadline = time.monotonic() + limits.wall_s
        _refuse_failure(run_ffmpeg(arguments, folder, limits=limits, deadline=deadline))
        return _stills(folder)


@contextmanager
def _folder_of(source: Path, workdir: Path) -> Iterator[Path]:
    """Yield a new folder that names the file; it stays when the block ends well."""
    workdir.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="clip-", dir=workdir)).resolve()
    try:
        # A name of our choice: what the person called the file never meets the command line.
        (folder / SOURCE).symlink_to(source.resolve())
        yield folder
        (folder / SOURCE).unlink()
    except BaseException:
        shutil.rmtree(folder)
        raise


def _refuse_failure(outcome: Outcome) -> None:
    if outcome.exit_code == 0:
        return
    if "exceeds specified max pixel count" in outcome.log:
        raise TooLarge("The picture is too large")
    if outcome.exit_code != UNDECODABLE_EXIT:
        for fault in TOOL_FAULTS:
            if fault in outcome.log:
                raise MediaToolFailed(f"ffmpeg: {fault}")
    raise Damaged


def _collect(folder: Path, plan: Plan, limits: Limits) -> Transcoded:
    files = [(rung, folder / rung.file_name) for rung in plan.rungs]
    has_frames = any(folder.glob("frame-*.ppm"))
    if not has_frames and not plan.cut.is_whole:
        raise NothingLeft
    if not has_frames or not all(path.exists() for _rung, path in files):
        raise Damaged
    renditions = tuple(
        Rendition(rung.name, path, rung.width, rung.height, path.stat().st_size)
        for rung, path in files
    )
    if renditions[0].bytes >= limits.output_bytes:
        raise TooLarge(TOO_MUCH_OUTPUT)
    length_ms = duration_ms(renditions[0].path)
    if length_ms > limits.longest_ms:
        raise TooLong(length_ms, limits.duration_ms)
    stills = _stills(folder)
    return Transcoded(
        duration_ms=length_ms,
        width=renditions[0].width,
        height=renditions[0].height,
        renditions=renditions,
        poster=stills.poster,
        glow=stills.glow,
        thumbhash=stills.thumbhash,
        has_audio=plan.probed.has_audio,
        source_ms=length_ms if plan.cut.is_whole else plan.probed.duration_ms,
        strip=_strip(folder) if plan.with_strip else None,
    )


def _stills(folder: Path) -> Stills:
    """Make the stills of the frame that was asked for, else of the first that says something."""
    covers, frames = list(folder.glob("cover-*.ppm")), sorted(folder.glob("frame-*.ppm"))
    if not covers and not frames:
        raise Damaged
    stills = make_stills(covers or frames, folder)
    for frame in (*covers, *frames):
        frame.unlink()
    return stills


def _strip(folder: Path) -> Path:
    frames = sorted(folder.glob("strip-*.ppm"))
    if not frames:
        raise Damaged
    strip = make_strip(frames, folder)
    for frame in frames:
        frame.unlink()
    return strip
