"""Whatever is killed at whatever moment, nothing is lost and nothing is there twice.

`SG_TEST_KILLS` says how often; `make soak` asks for fifty on each database. Without being asked,
PostgreSQL sees fewer than SQLite: what dies is the same process.
"""

import json
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import psutil
import pytest
from sqlmodel import Session, col, select

from smallgestures import clock
from smallgestures.db.engine import reading
from smallgestures.feed.models import FeedEntry
from smallgestures.feed.ranking import score
from smallgestures.insights.models import WatchReport
from smallgestures.insights.queries import get_tally
from smallgestures.insights.service import VIEW_MS, Watched
from smallgestures.media.storage import get_storage, hashed_key
from smallgestures.outbox import queries as outbox
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.service import add_video
from tests.factories import make_clip, make_watch
from tests.integration.conftest import Database
from tests.integration.made_edits import add_original, ask_for, find, work
from tests.integration.media.samples import X264, make, picture, tone
from tests.integration.processes import PythonProcess
from tests.people import make_person

pytestmark = pytest.mark.kill

ASKED_KILLS = os.environ.get("SG_TEST_KILLS")
KILLS = int(ASKED_KILLS or "5")
KILLS_ON_POSTGRES = int(ASKED_KILLS or "2")
KILLS_OF_EDITS = max(1, KILLS // 3)
LEASE_S = "1"

Start = Callable[..., PythonProcess]


@pytest.fixture
def start(database: Database, tmp_path: Path) -> Iterator[Start]:
    """Start a process on the test's database; leases last a second."""
    started: list[PythonProcess] = []

    def begin(*arguments: str) -> PythonProcess:
        process = PythonProcess(
            *arguments,
            environment=database.environment | {"SG_LEASE_S": LEASE_S},
            output=tmp_path / f"process-{len(started)}.txt",
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.abandon()


@pytest.fixture
def kills(database: Database) -> int:
    """How often something is killed in one test."""
    return KILLS if database.kind == "sqlite" else KILLS_ON_POSTGRES


def start_worker(start: Start) -> PythonProcess:
    return start("smallgestures", "worker")


def finish_what_is_open(start: Start) -> None:
    """Let a worker that nobody kills do the rest, and end in good order."""
    worker = start_worker(start)
    # There may be no rest; a signal to a process that is still being loaded only ends it.
    worker.wait_until(lambda: "worker started" in worker.said() and open_events() == 0)
    worker.stop()


def start_writer(start: Start, file: Path, first: int, end: int) -> PythonProcess:
    return start("tests.integration.report_writer", str(file), str(first), str(end))


def open_events() -> int:
    """Count what is under way or to be done in the next hour: old files wait for a day."""
    with reading() as db:
        return outbox.count_due(db, at=clock.wall() + timedelta(hours=1), besides=())


def waiting_videos() -> int:
    with reading() as db:
        return outbox.count_open(db, name="VideoAdded")


def attempts(name: str) -> int:
    with reading() as db:
        return sum(db.exec(select(OutboxEvent.attempts).where(OutboxEvent.name == name)))


def kill_at_work_on(name: str, start: Start, chance: random.Random) -> None:
    """Start a worker, and kill it at some moment after it took such an event."""
    before = attempts(name)
    worker = start_worker(start)
    worker.wait_until(lambda: attempts(name) > before)
    Event().wait(chance.uniform(0.0, 1.5))
    worker.kill()


class TestTranscoding:
    @pytest.fixture
    def originals(self, database: Database, kills: int, tmp_path: Path) -> list[str]:
        """Keys of phone videos, each different."""
        keys = []
        for number in range(2 + kills // 5):
            path = make(
                tmp_path / f"{number}.mp4",
                *picture("240x426", seconds=2 + number / 10),
                *tone(2, hertz=300 + 10 * number),
                *X264,
                *("-c:a", "aac"),
            )
            keys.append("originals/" + hashed_key(path, ".mp4"))
            get_storage().put_file(path, keys[-1])
        return keys

    def test_ends_with_every_clip_published_once_and_whole(
        self, database: Database, given, start: Start, originals: list[str], kills: int
    ):
        maya = given(lambda db: make_person(db, "maya").key)
        chance = random.Random()

        def add(place: int) -> int:
            key = originals[place % len(originals)]
            caption = f"Clip {place}"
            return given(
                lambda db: (
                    add_video(
                        db,
                        creator_id=maya,
                        caption=caption,
                        source_key=key,
                        publish_at=clock.now(),
                    ).key
                )
            )

        ids = [add(place) for place in range(len(originals))]
        for _ in range(kills):
            if waiting_videos() == 0:  # the machine was faster than death
                ids.append(add(len(ids)))
            kill_at_work_on("VideoAdded", start, chance)

        finish_what_is_open(start)

        with reading() as db:
            self.check_clips(db, ids)
        self.check_nothing_is_left(database)

    def check_clips(self, db: Session, ids: list[int]) -> None:
        videos = db.exec(select(Video).order_by(col(Video.id))).all()
        assert [video.id for video in videos] == ids
        assert {video.state for video in videos} == {VideoState.READY}
        events = Counter(
            (event.name, event.payload["video_id"]) for event in db.exec(select(OutboxEvent))
        )
        assert events == {
            (name, video_id): 1 for name in ("VideoAdded", "VideoPublished") for video_id in ids
        }
        entries = db.exec(select(FeedEntry.video_id).order_by(col(FeedEntry.video_id))).all()
        assert list(entries) == ids
        for video in videos:
            for key in (video.key_720, video.poster_key, video.glow_key):
                assert key is not None
                assert is_whole(key)

    def check_nothing_is_left(self, database: Database) -> None:
        work = database.data_dir / "work"
        assert list(work.iterdir()) == []
        ours = str(database.data_dir)
        left = [
            process.info["name"]
            for process in psutil.process_iter(["name", "cwd"])
            if (process.info["cwd"] or "").startswith(ours)
        ]
        assert left == []
        storage = get_storage()
        made = [key for key in storage.list() if not key.startswith("originals/")]
        assert [key for key in made if not is_whole(key)] == []


def is_whole(key: str) -> bool:
    """Whether the stored file is what its name says."""
    folder = get_storage().folder
    assert folder is not None
    path = folder / key
    return hashed_key(path, path.suffix) == key


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
class TestRemaking:
    def test_ends_with_the_clip_that_was_asked_for_last(
        self, database: Database, given, start: Start, tmp_path: Path
    ):
        film = (*picture("240x426", seconds=4, fps=15), *tone(4), *X264, "-c:a", "aac")
        file = make(tmp_path / "phone.mp4", *film)
        maya = given(lambda db: make_person(db, "maya").key)
        clip = given(lambda db: add_original(db, maya, file))
        work()
        first, chance = find(clip), random.Random()

        for place in range(KILLS_OF_EDITS):
            if find(clip).edits_made == find(clip).edits_wanted:
                given(lambda db, place=place: ask_for(db, clip, trim_start_ms=100 * place + 100))
            kill_at_work_on("VideoEdited", start, chance)
            # Whatever became of it: there is a clip, and it is all of one wish.
            now = find(clip)
            assert all(is_whole(key) for key in (now.key_720, now.poster_key, now.glow_key))
            assert now.made_as in {"", f"{now.trim_start_ms}-", f"{now.trim_start_ms - 100}-"}
        given(lambda db: ask_for(db, clip, trim_start_ms=2000))
        finish_what_is_open(start)

        last = find(clip)
        assert (last.made_as, last.edits_made) == ("2000-", last.edits_wanted)
        assert last.duration_ms == pytest.approx(2000, abs=100)
        assert is_whole(last.key_720)
        assert last.key_720 != first.key_720
        assert list((database.data_dir / "work").iterdir()) == []


class TestWatchReports:
    """A client sends what was not confirmed again, as the player does."""

    BATCHES_A_KILL = 200  # more than are ever stored before the kills are over

    @pytest.fixture
    def clips(self, given) -> list[int]:
        return given(lambda db: [make_clip(db).key for _ in range(5)])

    def reports(self, clips: list[int], number: int) -> list[dict]:
        """Batches in which every report comes several times, each time larger."""
        chance = random.Random(7)
        batches: list[dict] = []
        while len(batches) < number:
            viewer = f"p{chance.randrange(5)}"
            grown = [
                make_watch(chance.choice(clips), watched_ms=chance.randrange(500, 3000))
                for _ in range(8)
            ]
            for _ in range(4):
                batches.append({"reports": [vars(one) for one in grown], "as": {"viewer": viewer}})
                grown = [
                    Watched(
                        **vars(one)
                        | {
                            "watched_ms": one.watched_ms + chance.randrange(0, 1500),
                            "completed": one.completed or chance.random() < 0.2,
                        }
                    )
                    for one in grown
                ]
        return batches

    def test_end_in_the_sums_over_the_largest_of_each(
        self, start: Start, tmp_path: Path, clips: list[int], kills: int
    ):
        batches = self.reports(clips, self.BATCHES_A_KILL * kills)
        file = tmp_path / "batches.json"
        file.write_text(json.dumps(batches))
        chance = random.Random()
        confirmed = -1
        for _ in range(kills):
            first = max(0, confirmed - 2)  # some come again although they were confirmed
            writer = start_writer(start, file, first, len(batches))
            worker = start_worker(start)
            writer.wait_until(lambda writer=writer: last_stored(writer) >= 0)
            Event().wait(chance.uniform(0.0, 0.5))
            for one in chance.sample([writer, worker], 2):
                one.abandon()
            confirmed = max(confirmed, last_stored(writer))
        end = confirmed + 40
        assert end < len(batches), "all was stored before anything was killed"

        writer = start_writer(start, file, max(0, confirmed - 2), end)
        writer.finish()
        finish_what_is_open(start)

        with reading() as db:
            self.check_sums(db, clips, batches[:end])

    def check_sums(self, db: Session, clips: list[int], batches: list[dict]) -> None:
        largest: dict[str, Watched] = {}
        for batch in batches:  # each report grows, so its last one is the largest
            largest |= {one["report_id"]: Watched(**one) for one in batch["reports"]}
        stored = db.exec(select(WatchReport)).all()
        assert {one.report_id: (one.video_id, one.watched_ms, one.completed) for one in stored} == {
            one.report_id: (one.video_id, one.watched_ms, one.completed) for one in largest.values()
        }
        for video_id in clips:
            watched = [one for one in largest.values() if one.video_id == video_id]
            views = sum(one.completed or one.watched_ms >= VIEW_MS for one in watched)
            completions = sum(one.completed for one in watched)
            tally = get_tally(db, video_id)
            assert (tally.views, tally.completions, tally.watched_ms) == (
                views,
                completions,
                sum(one.watched_ms for one in watched),
            )
            entry = db.get_one(FeedEntry, video_id)
            assert entry.score == score(
                published_at=entry.published_at, views=views, completions=completions, likes=0
            )
        assert set(outbox.count_by_state(db)) == {DeliveryState.DONE}


def last_stored(writer: PythonProcess) -> int:
    numbers = re.findall(r"^stored (\d+)\n", writer.said(), re.MULTILINE)
    return int(numbers[-1]) if numbers else -1
