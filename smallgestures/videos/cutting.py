"""What a creator may cut: the rules for trim and cover, and why one can't be had any more.

How a wish becomes files: whoever changes `trim_start_ms`, `trim_end_ms`, `cover_ms` or
`captions_source_key` adds one to `edits_wanted` in the same write and records `VideoEdited`.
The worker makes the files from the original (for a new cover alone from the clip itself), puts
their keys, `made_as` and `edits_made` into the row in one write, and only then is the new clip
watched; until then the old one is. A wish that can't be made sets `edit_failure`, and trim and
cover go back to what the clip shows. The film strip (`strip_key`, see `media.strip`) shows the
whole original, whatever is trimmed; its frames are at `media.strip.moment_ms(i, source_ms)`.
"""

from smallgestures.media.cut import Cut
from smallgestures.media.errors import spoken_length
from smallgestures.videos.errors import CutTooShort, OriginalGone, OutsideVideo
from smallgestures.videos.models import Video

SHORTEST_MS = 1000


def wanted_cut(video: Video) -> Cut:
    """Return the cut that the creator asked for last."""
    return Cut(video.trim_start_ms, video.trim_end_ms, video.cover_ms)


def made_cut(video: Video) -> Cut:
    """Return the cut that the files show now."""
    return Cut.from_str(video.made_as)


def check_cut(video: Video, cut: Cut) -> None:
    """Return when the worker can make this cut of the video.

    Raises:
        OutsideVideo: It begins, ends or has its cover where the original has nothing.
        CutTooShort: It leaves less than a second.
        OriginalGone: It shows another part than the clip, and the original was deleted. A new
            cover within the clip can still be had.
    """
    source_ms = video.source_ms or video.duration_ms
    if source_ms is None:
        raise OutsideVideo("It is not known yet how long this video is. Wait until it was checked.")
    _require_inside(source_ms, cut)
    if not cut.is_whole and cut.length_ms(source_ms) < min(SHORTEST_MS, source_ms):
        raise CutTooShort(SHORTEST_MS)
    if video.source_key is None and not cut.has_same_part(made_cut(video)):
        raise OriginalGone


def _require_inside(source_ms: int, cut: Cut) -> None:
    length = spoken_length(-(-source_ms // 1000))
    end_ms = source_ms if cut.end_ms is None else cut.end_ms
    if not 0 <= cut.start_ms < end_ms <= source_ms:
        raise OutsideVideo(f"The part to keep must lie within the video, which is {length} long.")
    if cut.cover_ms is not None and not cut.start_ms <= cut.cover_ms <= end_ms:
        raise OutsideVideo("The cover must be a moment of the part that you keep.")
