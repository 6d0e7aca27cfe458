"""However reports are repeated, regrouped and overtaken, the sums come out the same."""

import uuid
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from smallgestures.db.engine import WRITES, make_engine
from smallgestures.insights.queries import get_tally
from smallgestures.insights.service import VIEW_MS, Watched, record_watches
from smallgestures.schema import metadata
from tests.factories import make_clip

VIDEOS = (0, 1, 2)
VIEWERS = ("p1", "p2")


@st.composite
def showings(draw: st.DrawFn) -> list[list[Watched]]:
    """Return for each showing of a clip its reports, each at least as large as the one before."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        video = draw(st.sampled_from(VIDEOS))
        times = sorted(draw(st.lists(st.integers(0, 9000), min_size=1, max_size=4)))
        completed_from = draw(st.integers(0, len(times)))
        found.append(
            [
                Watched(
                    report_id=str(uuid.UUID(int=number)),
                    video_id=video,
                    watched_ms=watched_ms,
                    position_ms=watched_ms,
                    completed=place >= completed_from,
                    ms_ago=0,
                )
                for place, watched_ms in enumerate(times)
            ]
        )
    return found


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[list[Watched]], list[tuple[str, list[Watched]]]]:
    """Return showings, and batches that bring every report at least once, in any order."""
    made = draw(showings())
    viewer_of = {one[0].report_id: draw(st.sampled_from(VIEWERS)) for one in made}
    reports = [report for one in made for report in one]
    repeated = draw(st.lists(st.sampled_from(reports), max_size=8))
    shuffled: Sequence[Watched] = draw(st.permutations(reports + repeated))
    batches: list[tuple[str, list[Watched]]] = []
    for report in shuffled:
        viewer = viewer_of[report.report_id]
        joins = batches and batches[-1][0] == viewer and draw(st.booleans())
        if joins:
            batches[-1][1].append(report)
        else:
            batches.append((viewer, [report]))
    return made, batches


@pytest.fixture(scope="module")
def database() -> Iterator[Engine]:
    engine = make_engine("sqlite://").execution_options(**{WRITES: True})
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@settings(max_examples=40, deadline=None)
@given(delivered=deliveries())
def test_the_sums_follow_from_the_largest_report_of_each_showing(database, delivered):
    made, batches = delivered
    with Session(database) as db:  # never committed, so each example begins with nothing
        ids = [make_clip(db).key for _ in VIDEOS]

        for viewer, batch in batches:
            stored = [Watched(**(vars(one) | {"video_id": ids[one.video_id]})) for one in batch]
            record_watches(db, stored, viewer=viewer)

        for video in VIDEOS:
            last = [one[-1] for one in made if one[-1].video_id == video]
            tally = get_tally(db, ids[video])
            assert (tally.views, tally.completions, tally.watched_ms) == (
                sum(one.completed or one.watched_ms >= VIEW_MS for one in last),
                sum(one.completed for one in last),
                sum(one.watched_ms for one in last),
            )
