"""What was watched, for the domains that rank and count by it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VideosWatched:
    """The sums of these videos changed."""

    video_ids: list[int]


@dataclass(frozen=True)
class InsightsOutdated:
    """What creators are shown may lack something: all of it is to be counted anew."""
