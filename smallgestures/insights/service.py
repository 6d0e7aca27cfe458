"""Taking watch reports in: each counted once, however often it arrives."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import Session

from smallgestures import clock
from smallgestures.insights import queries
from smallgestures.insights.events import VideosWatched
from smallgestures.outbox.service import record

# A view is three seconds or a completion (features.md, Metrics).
VIEW_MS = 3_000
LONGEST_WATCH_MS = 60 * 60 * 1000


@dataclass(frozen=True)
class Watched:
    """What the player says of one showing of one clip; sent again, it has grown."""

    report_id: str
    video_id: int
    watched_ms: int
    position_ms: int
    completed: bool
    ms_ago: int

    @property
    def is_view(self) -> bool:
        """Whether this showing counts as a view."""
        return self.completed or self.watched_ms >= VIEW_MS


@dataclass
class _Sums:
    views: int = 0
    completions: int = 0
    watched_ms: int = 0

    def add(self, *, is_view: bool, completed: bool, watched_ms: int) -> None:
        self.views += is_view
        self.completions += completed
        self.watched_ms += watched_ms


def person_viewer(person_id: int) -> str:
    """Return the key under which a signed-in person's watching is kept."""
    return f"p{person_id}"


def anonymous_viewer(cookie_hash: str) -> str:
    """Return the key under which a browser without a session is kept."""
    return f"v{cookie_hash[:32]}"


def record_watches(db: Session, reports: Sequence[Watched], *, viewer: str) -> set[int]:
    """Store the reports and add what is new in them to the videos' sums.

    A report is known by its id. One that arrives again adds only what it has
    grown by; one that belongs to another viewer adds nothing.

    Returns:
        The ids of the videos whose sums changed.
    """
    latest = _merged(reports)
    if not latest:
        return set()
    new_ids = queries.insert_new(db, [_row(report, viewer) for report in latest.values()])
    sums: dict[int, _Sums] = defaultdict(_Sums)
    for report_id in new_ids:
        report = latest[report_id]
        sums[report.video_id].add(
            is_view=report.is_view, completed=report.completed, watched_ms=report.watched_ms
        )
    _grow_known(db, latest, set(latest) - new_ids, viewer, sums)
    # One order for all, so that two batches can't lock each other.
    changed = sorted(video_id for video_id, change in sums.items() if change != _Sums())
    for video_id in changed:
        queries.add_to_tally(db, video_id, **vars(sums[video_id]))
    if changed:
        record(db, VideosWatched(video_ids=changed))
    return set(changed)


def _merged(reports: Iterable[Watched]) -> dict[str, Watched]:
    """Return each report once, as large as it came, in the order of their ids."""
    merged: dict[str, Watched] = {}
    for report in sorted(reports, key=lambda report: report.report_id):
        before = merged.get(report.report_id, report)
        merged[report.report_id] = replace(
            before,
            watched_ms=max(before.watched_ms, report.watched_ms),
            position_ms=max(before.position_ms, report.position_ms),
            completed=before.completed or report.completed,
            ms_ago=max(before.ms_ago, report.ms_ago),
        )
    return merged


def _row(report: Watched, viewer: str) -> dict[str, object]:
    return {
        "created_at": clock.now(),
        "report_id": report.report_id,
        "video_id": report.video_id,
        "viewer": viewer,
        "watched_ms": report.watched_ms,
        "position_ms": report.position_ms,
        "completed": report.completed,
        "started_at": clock.now() - timedelta(milliseconds=report.ms_ago),
    }


def _grow_known(
    db: Session,
    latest: dict[str, Watched],
    known_ids: set[str],
    viewer: str,
    sums: dict[int, _Sums],
) -> None:
    """Raise stored reports to what they have grown to, and sum up the growth."""
    if not known_ids:
        return
    for stored in queries.lock_reports(db, sorted(known_ids), viewer=viewer):
        report = latest[stored.report_id]
        watched_ms = max(stored.watched_ms, report.watched_ms)
        position_ms = max(stored.position_ms, report.position_ms)
        completed = stored.completed or report.completed
        was_view = stored.completed or stored.watched_ms >= VIEW_MS
        is_view = completed or watched_ms >= VIEW_MS
        grown = watched_ms - stored.watched_ms
        if (grown, position_ms, completed) == (0, stored.position_ms, stored.completed):
            continue
        sums[stored.video_id].add(
            is_view=is_view and not was_view,
            completed=completed and not stored.completed,
            watched_ms=grown,
        )
        stored.watched_ms, stored.position_ms = watched_ms, position_ms
        stored.completed = completed
        db.add(stored)
