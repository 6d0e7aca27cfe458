"""Uploads where something goes wrong: kills, broken lines, full disks, two at once."""

import asyncio
import os
import random
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import select

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.media.storage import get_storage
from smallgestures.outbox.models import OutboxEvent
from smallgestures.outbox.service import ATTEMPTS_LIMIT, dispatch_due
from smallgestures.settings import get_settings
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.uploads.errors import UploadError
from smallgestures.videos.uploads.files import folder, path_of, size_of
from smallgestures.videos.uploads.models import Upload
from smallgestures.videos.uploads.naming import source_key_of
from smallgestures.videos.uploads.originals import NOT_STORED, try_again
from smallgestures.videos.uploads.service import begin_upload
from smallgestures.web.session import cookie_name
from tests.integration.conftest import Database
from tests.integration.media.samples import X264, make, picture, tone
from tests.integration.processes import PythonProcess
from tests.integration.web.browsers import browser_of
from tests.integration.web.tus_client import PIECE, VERSION, Tus
from tests.people import make_person, sign_in_as
from tests.ports import free_port
from tests.process_state import forget_process_state
from tests.uploads import make_received, video_of

MEGABYTE = 1_000_000
PATIENCE_S = 20.0
STORING = {"UploadReceived": JOBS["UploadReceived"]}


@pytest.fixture
def maya(sqlite_database, given) -> Person:
    return given(lambda db: make_person(db, "maya"))


@pytest.fixture
def tus(maya: Person) -> Tus:
    return Tus(browser_of(maya, accept="application/json"))


@pytest.fixture(scope="module")
def phone_video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("videos") / "phone.mp4"
    return make(path, *picture(seconds=1), *tone(1), *X264, "-c:a", "aac").read_bytes()


def only_video() -> Video:
    with reading() as db:
        return db.exec(select(Video)).one()


def key_of(address: str) -> str:
    return address.rpartition("/")[2]


class TestTheWholeWay:
    def test_ends_with_a_draft_that_can_be_watched(self, tus: Tus, phone_video: bytes):
        address = tus.begin(len(phone_video))
        tus.add(address, 0, phone_video)

        dispatch_due(transaction, HANDLERS, JOBS)

        video = only_video()
        assert (video.state, video.failure) == (VideoState.READY, None)
        assert (video.published_at, video.file_name) == (None, "sunday.mp4")
        assert video.source_key == source_key_of(key_of(address))
        assert list(folder().iterdir()) == []

    def test_ends_with_a_reason_for_what_is_no_video(self, tus: Tus):
        address = tus.begin(9)
        tus.add(address, 0, b"no video.")

        dispatch_due(transaction, HANDLERS, JOBS)

        assert only_video().state == VideoState.FAILED
        assert "not a video" in (only_video().failure or "")


class TestStoring:
    @pytest.fixture
    def received(self, maya: Person, given) -> Upload:
        return given(lambda db: make_received(db, maya))

    def test_can_be_done_again_at_any_point(self, received: Upload):
        key = source_key_of(received.public_id)
        get_storage().take_file(path_of(received.public_id), key)  # and then it died

        dispatch_due(transaction, HANDLERS, STORING)

        assert only_video().source_key == key
        assert get_storage().exists(key)

    def test_waits_for_a_storage_that_is_down_and_keeps_the_file(
        self, received: Upload, given, monkeypatch
    ):
        blocked = get_settings().data_dir / "media" / "originals"
        blocked.parent.mkdir(parents=True, exist_ok=True)
        blocked.write_text("a file where a folder has to be")
        for _ in range(ATTEMPTS_LIMIT):
            dispatch_due(transaction, HANDLERS, STORING)
            given(_make_everything_due)

        assert (only_video().state, only_video().failure) == (VideoState.FAILED, NOT_STORED)
        assert size_of(received.public_id) == received.size_bytes

        blocked.unlink()
        given(lambda db: try_again(db, received.owner_id, video_of(db, received).public_id))
        dispatch_due(transaction, HANDLERS, STORING)

        assert only_video().source_key == source_key_of(received.public_id)
        assert only_video().state == VideoState.PROCESSING

    def test_lets_a_file_go_on_that_lost_its_end_with_the_power(self, received: Upload, tus: Tus):
        address = f"/api/uploads/{received.public_id}"
        os.truncate(path_of(received.public_id), 600)

        dispatch_due(transaction, HANDLERS, STORING)

        assert only_video().state == VideoState.UPLOADING
        assert tus.offset(address) == 600
        assert tus.add(address, 600, bytes(400)).status_code == 204
        assert only_video().state == VideoState.PROCESSING

    def test_says_that_a_file_was_lost(self, received: Upload):
        path_of(received.public_id).unlink()

        dispatch_due(transaction, HANDLERS, STORING)

        assert only_video().state == VideoState.FAILED
        assert "choose it again" in (only_video().failure or "")


def _make_everything_due(db) -> None:
    for event in db.exec(select(OutboxEvent)):
        event.due_at = clock.wall()


class TestAFullDisk:
    def test_is_said_in_words_and_loses_nothing(self, tus: Tus):
        address = tus.begin(100)
        # A device on which nothing finds room, where the file would be.
        path_of(key_of(address)).symlink_to("/dev/full")

        full = tus.add(address, 0, bytes(100))
        path_of(key_of(address)).unlink()
        again = tus.add(address, 0, bytes(100))

        assert full.status_code == 507
        assert "Our disk is full" in full.json()["detail"]
        assert again.status_code == 204
        assert only_video().state == VideoState.PROCESSING

    def test_takes_no_new_file(self, tus: Tus, monkeypatch):
        monkeypatch.setattr("smallgestures.videos.uploads.files.RESERVE_BYTES", 2**60)

        assert tus.announce(100).status_code == 507


class TestTwoAtOnce:
    def test_write_no_byte_twice(self, maya: Person, tus: Tus):
        """Two windows send the same file; one of them waits, and the file is right."""
        content = random.Random(5).randbytes(3 * MEGABYTE)
        address = tus.begin(len(content))

        async def send(client: AsyncClient) -> int:
            async def slowly() -> AsyncIterator[bytes]:
                for at in range(0, len(content), 50_000):
                    yield content[at : at + 50_000]
                    await asyncio.sleep(0)

            said = {**PIECE, "upload-offset": "0"}
            return (await client.patch(address, headers=said, content=slowly())).status_code

        async def both() -> list[int]:
            browsers = [browser_of(maya) for _ in range(2)]
            async with AsyncClient(
                transport=ASGITransport(browsers[0].app),  # type: ignore[arg-type]
                base_url=browsers[0].base_url,
                headers=browsers[0].headers,
                cookies=browsers[0].cookies,
            ) as client:
                return await asyncio.gather(send(client), send(client))

        assert sorted(asyncio.run(both())) == [204, 423]
        assert path_of(key_of(address)).read_bytes() == content

    def test_share_one_quota(self, database: Database, given, at_once, monkeypatch):
        monkeypatch.setenv("SG_UPLOAD_QUOTA_MB", "3")
        get_settings.cache_clear()
        zoe = given(lambda db: make_person(db, "zoe").key)

        def begin(number: int) -> str:
            try:
                with transaction() as db:
                    begin_upload(db, zoe, size_bytes=MEGABYTE, file_name=f"{number}.mp4")
            except UploadError as refusal:
                return type(refusal).__name__
            return "taken"

        assert sorted(at_once(6, begin)) == ["QuotaUsed"] * 3 + ["taken"] * 3


class Served:
    """The site in a process of its own, and somebody's way to it."""

    def __init__(self, database: Database, output: Path) -> None:
        self.database, self.output = database, output
        self.port = free_port()
        self.process: PythonProcess | None = None
        with transaction() as db:
            self.token, _who = sign_in_as(db, make_person(db, "maya"))
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            cookies={cookie_name(): self.token},
            timeout=PATIENCE_S,
        )

    def start(self) -> None:
        self.process = PythonProcess(
            "tests.integration.upload_site",
            str(self.port),
            environment=self.database.environment,
            output=self.output,
        )
        self.process.wait_until(self._answers)

    def _answers(self) -> bool:
        with suppress(httpx.TransportError):
            return self.client.options("/api/uploads").status_code == 204
        return False

    def begin(self, size: int) -> str:
        said = {**VERSION, "upload-length": str(size)}
        return self.client.post("/api/uploads", headers=said).headers["location"]

    def begin_piece(self, address: str, length: int) -> socket.socket:
        """Open a connection that announces the first piece, of which nothing is sent yet."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        said = {
            **PIECE,
            "host": f"127.0.0.1:{self.port}",
            "cookie": f"{cookie_name()}={self.token}",
            "upload-offset": "0",
            "content-length": str(length),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        line.sendall(f"PATCH {address} HTTP/1.1\r\n{head}\r\n".encode())
        return line

    def offset(self, address: str) -> int:
        return int(self.client.head(address, headers=VERSION).headers["upload-offset"])

    def finish(self, address: str, content: bytes) -> list[int]:
        """Send the rest, as clients do: again while another line has the file."""
        statuses: list[int] = []

        def is_done() -> bool:
            offset = self.offset(address)
            said = {**PIECE, "upload-offset": str(offset)}
            answer = self.client.patch(address, headers=said, content=content[offset:])
            statuses.append(answer.status_code)
            return answer.status_code == 204

        self.wait_until(is_done)
        return statuses

    def wait_until(self, happened: Callable[[], bool]) -> None:
        assert self.process is not None
        self.process.wait_until(happened)


@pytest.fixture(scope="module")
def site(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests that need a real one; its start takes longer than they do."""
    folder = tmp_path_factory.mktemp("site")
    file = folder / "smallgestures.db"
    shutil.copyfile(migrated_sqlite, file)
    database = Database("sqlite", f"sqlite:///{file}", folder)
    with used(database):
        served = Served(database, folder / "site.txt")
    served.start()
    yield served
    if served.process is not None:
        served.process.abandon()


@pytest.fixture
def served(site: Served) -> Iterator[Served]:
    with used(site.database):
        yield site


@contextmanager
def used(database: Database) -> Iterator[None]:
    """Let what this process asks be about the server's data."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in database.environment.items():
            patch.setenv(name, value)
        forget_process_state()
        yield
        forget_process_state()


def state_of(address: str) -> str:
    """Return the state of the video of an upload."""
    with reading() as db:
        found = db.exec(select(Upload).where(Upload.public_id == key_of(address))).one()
        return db.get_one(Video, found.video_id).state


class TestOverRealConnections:
    def test_a_killed_server_goes_on_where_the_file_ends(self, served: Served):
        content = random.Random(7).randbytes(6 * MEGABYTE)
        address = served.begin(len(content))
        with closing(served.begin_piece(address, len(content))) as line:
            line.sendall(content[: 3 * MEGABYTE])
            served.wait_until(lambda: size_of(key_of(address)) > MEGABYTE)
            assert served.process is not None
            served.process.kill()

        served.start()
        arrived = served.offset(address)
        statuses = served.finish(address, content)

        assert MEGABYTE < arrived <= 3 * MEGABYTE
        assert statuses == [204]
        assert path_of(key_of(address)).read_bytes() == content
        assert state_of(address) == VideoState.PROCESSING

    def test_a_broken_line_loses_nothing_that_arrived(self, served: Served):
        content = random.Random(8).randbytes(2 * MEGABYTE)
        address = served.begin(len(content))
        with closing(served.begin_piece(address, len(content))) as line:
            line.sendall(content[:MEGABYTE])
        served.wait_until(lambda: served.offset(address) == MEGABYTE)

        served.finish(address, content)

        assert path_of(key_of(address)).read_bytes() == content

    def test_a_line_that_fell_silent_gives_way(self, served: Served):
        """As when a phone changes networks: the old connection is never closed."""
        content = random.Random(9).randbytes(2 * MEGABYTE)
        address = served.begin(len(content))
        with closing(served.begin_piece(address, len(content))) as line:
            line.sendall(content[:MEGABYTE])
            served.wait_until(lambda: size_of(key_of(address)) > 0)

            statuses = served.finish(address, content)

        assert set(statuses[:-1]) <= {409, 423}
        assert path_of(key_of(address)).read_bytes() == content

    def test_a_cancelled_file_is_let_go_in_the_middle_of_a_piece(self, served: Served):
        address = served.begin(2 * MEGABYTE)
        with closing(served.begin_piece(address, 2 * MEGABYTE)) as line:
            line.sendall(bytes(MEGABYTE))
            served.wait_until(lambda: size_of(key_of(address)) > 0)

            answer = served.client.delete(address, headers=VERSION)

        assert answer.status_code == 204
        assert not path_of(key_of(address)).exists()
        assert served.client.head(address, headers=VERSION).status_code == 404

    def test_a_body_that_is_too_large_is_refused_before_it_is_read(self, served: Served):
        address = served.begin(MEGABYTE)
        with closing(served.begin_piece(address, 10**9)) as line:
            answer = line.recv(4096)

        assert answer.startswith(b"HTTP/1.1 413")
        assert size_of(key_of(address)) == 0
