"""From a file to a clip in the feed, or to a reason."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from sqlmodel import select

from smallgestures import clock
from smallgestures.accounts.errors import PersonNotFound
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.feed.service import Viewer, read_for_you
from smallgestures.ingest import ingest_file
from smallgestures.media.storage import get_storage, hashed_key
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.outbox.service import ATTEMPTS_LIMIT, deliver, take_due
from smallgestures.shop.errors import ProductNotFound
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.processing import GIVEN_UP, kept_leased
from smallgestures.videos.service import add_video
from smallgestures.videos.work_folder import work_folder
from tests.factories import make_event, make_product
from tests.integration.media.samples import X264, make, picture, tone
from tests.people import make_person

PATIENCE_S = 20.0


@pytest.fixture(scope="module")
def phone_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("videos") / "phone.mp4"
    return make(path, *picture(seconds=1), *tone(1), *X264, "-c:a", "aac")


@pytest.fixture
def maya(database, given) -> int:
    return given(lambda db: make_person(db, "maya").key)


def videos() -> list[Video]:
    with reading() as db:
        return list(db.exec(select(Video)))


class TestIngestFile:
    def test_publishes_the_file_with_its_products(self, maya, given, phone_video: Path):
        given(lambda db: make_product(db, slug="vase"))

        video = ingest_file(phone_video, by="maya", caption="Slow water.", products=["vase"])

        assert (video.state, video.failure) == (VideoState.READY, None)
        with reading() as db:
            page = read_for_you(db, Viewer(), cursor=None)
        (card,) = map(json.loads, page.items)
        assert (card["id"], card["caption"]) == (video.public_id, "Slow water.")
        assert [product["slug"] for product in card["products"]] == ["vase"]
        for address in (card["src"], card["poster"], card["glow"]):
            path = get_storage().folder / address.removeprefix("/media/")
            assert address == "/media/" + hashed_key(path, path.suffix)

    def test_says_why_a_file_is_no_clip(self, maya, tmp_path: Path, database):
        file = tmp_path / "holiday.mp4"
        file.write_bytes(b"%PDF-1.7 not a film")

        video = ingest_file(file, by="maya", caption="", products=[])

        assert video.state == VideoState.FAILED
        assert "Choose an MP4" in (video.failure or "")
        with reading() as db:
            assert read_for_you(db, Viewer(), cursor=None).items == []
        assert [key for key in get_storage().list() if not key.startswith("originals/")] == []
        assert list((database.data_dir / "work").iterdir()) == []

    def test_takes_nothing_from_somebody_unknown(self, database, phone_video: Path):
        with pytest.raises(PersonNotFound):
            ingest_file(phone_video, by="nobody", caption="", products=[])

        assert videos() == []

    def test_takes_nothing_with_an_unknown_product(self, maya, phone_video: Path):
        with pytest.raises(ProductNotFound):
            ingest_file(phone_video, by="maya", caption="", products=["teapot"])

        assert videos() == []


class TestProcessVideo:
    @pytest.fixture
    def lost(self, maya, given) -> int:
        """A video whose original is gone."""
        return given(
            lambda db: (
                add_video(
                    db, creator_id=maya, caption="", source_key="originals/ab/" + "0" * 64
                ).key
            )
        )

    def attempt(self, place: int) -> None:
        with transaction() as db:
            event = db.exec(select(OutboxEvent).where(OutboxEvent.name == "VideoAdded")).one()
            event.attempts = place - 1
            event.due_at -= timedelta(hours=1)
            db.add(event)
        lease = take_due(transaction)
        assert lease is not None
        deliver(lease, HANDLERS, JOBS)

    def test_is_tried_again_when_the_fault_is_ours(self, lost: int):
        self.attempt(1)

        with reading() as db:
            event = db.exec(select(OutboxEvent)).one()
            assert (event.state, event.last_error) == (DeliveryState.WAITING, "FileNotFoundError")
            assert db.get_one(Video, lost).state == VideoState.PROCESSING

    def test_tells_the_creator_when_it_is_given_up(self, lost: int):
        self.attempt(ATTEMPTS_LIMIT)

        with reading() as db:
            video = db.get_one(Video, lost)
        assert (video.state, video.failure) == (VideoState.FAILED, GIVEN_UP)

    def test_does_nothing_for_a_clip_that_is_ready(self, maya, phone_video: Path):
        before = ingest_file(phone_video, by="maya", caption="", products=[])
        with transaction() as db:
            make_event(db, "VideoAdded", payload={"video_id": before.key})

        lease = take_due(transaction)
        assert lease is not None
        assert deliver(lease, HANDLERS, JOBS)

        (after,) = videos()
        assert after.model_dump() == before.model_dump()


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE_S
    while not happened():
        assert monotonic() < deadline
        Event().wait(0.02)


class TestKeptLeased:
    def test_keeps_a_long_job_from_others_until_it_ends(self, database, given):
        event_id = given(make_event).key
        lease = take_due(transaction)
        assert lease is not None
        lease.length = timedelta(seconds=0.5)
        assert lease.renew()

        def due_at() -> datetime:
            with reading() as db:
                return db.get_one(OutboxEvent, event_id).due_at

        first_end = due_at()
        with kept_leased(lease):
            wait_until(lambda: clock.wall() > first_end)
            assert due_at() > first_end
            assert take_due(transaction) is None
        wait_until(lambda: take_due(transaction) is not None)


class TestWorkFolder:
    def test_is_gone_afterwards_also_when_the_work_fails(self, database):
        def fail() -> None:
            with work_folder() as folder:
                (folder / "frame.ppm").write_text("half")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()

        assert list((database.data_dir / "work").iterdir()) == []

    def test_leaves_those_in_use_and_takes_those_of_the_dead(self, database):
        left = database.data_dir / "work" / "left"
        left.mkdir(parents=True)
        (left / "source").write_text("an original")

        with work_folder() as mine, work_folder() as theirs:
            assert mine.exists()
            assert theirs.exists()
            assert not left.exists()
