"""Taking watch reports in: each counted once, however often it arrives."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from smallgestures import clock
from smallgestures.insights import queries
from smallgestures.insights.events import VideosWatched
from smallgestures.insights.models import VIEW_MS, WatchReport
from smallgestures.insights.rollups.service import Grown, Showing, count_showings, growth
from smallgestures.outbox.service import record

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


def person_viewer(person_id: int) -> str:
    """Return the key under which a signed-in person's watching is kept."""
    return f"p{person_id}"


def anonymous_viewer(cookie_hash: str) -> str:
    """Return the key under which a browser without a session is kept."""
    return f"v{cookie_hash[:32]}"


def record_watches(db: Session, reports: Sequence[Watched], *, viewer: str) -> set[int]:
    """Store the reports and count what is new in them.

    A report is known by its id. One that arrives again adds only what it has
    grown by; one that belongs to another viewer adds nothing.

    Returns:
        The ids of the videos whose sums changed.
    """
    latest = _merged(reports)
    if not latest:
        return set()
    rows = {report.report_id: _row(report, viewer) for report in latest.values()}
    new_ids = queries.insert_new(db, list(rows.values()))
    grown: list[Grown] = [
        (None, _showing(latest[report_id], started_at=rows[report_id]["started_at"]))
        for report_id in sorted(new_ids)
    ]
    grown += _grow_known(db, latest, set(latest) - new_ids, viewer)
    count_showings(db, grown, viewer=viewer)
    changed = _count_in_tallies(db, grown)
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


def _row(report: Watched, viewer: str) -> dict[str, Any]:
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


def _showing(report: Watched | WatchReport, *, started_at: datetime) -> Showing:
    return Showing(
        video_id=report.video_id,
        started_at=started_at,
        watched_ms=report.watched_ms,
        position_ms=report.position_ms,
        completed=report.completed,
    )


def _grow_known(
    db: Session, latest: dict[str, Watched], known_ids: set[str], viewer: str
) -> list[Grown]:
    """Raise stored reports to what they have grown to; return how."""
    if not known_ids:
        return []
    grown: list[Grown] = []
    for stored in queries.lock_reports(db, sorted(known_ids), viewer=viewer):
        report = latest[stored.report_id]
        before = _showing(stored, started_at=stored.started_at)
        stored.watched_ms = max(stored.watched_ms, report.watched_ms)
        stored.position_ms = max(stored.position_ms, report.position_ms)
        stored.completed = stored.completed or report.completed
        now = _showing(stored, started_at=stored.started_at)
        if now != before:
            db.add(stored)
            grown.append((before, now))
    return grown


def _count_in_tallies(db: Session, grown: Sequence[Grown]) -> list[int]:
    """Add to the sums of each video over all time; return the videos whose sums changed."""
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    for before, now in grown:
        sums[now.video_id].update(growth(before, now))
    # One order for all, so that two batches can't lock each other.
    changed = sorted(video_id for video_id, more in sums.items() if any(more.values()))
    for video_id in changed:
        queries.add_to_tally(db, video_id, **sums[video_id])
    return changed
