"""The upload protocol, row by row, as any tus client may speak it."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from sqlmodel import select

from smallgestures import clock
from smallgestures.db.engine import reading
from smallgestures.videos.models import Video, VideoState
from smallgestures.videos.uploads.files import folder, path_of
from smallgestures.videos.uploads.models import LARGEST_BYTES, Upload
from smallgestures.web.limits import UPLOADS
from tests.integration.web.browsers import browser_of
from tests.integration.web.tus_client import PIECE, VERSION, Tus
from tests.people import make_person

FILE = bytes(range(256)) * 40
HALF = len(FILE) // 2


@pytest.fixture
def people(sqlite_database, given):
    return given(lambda db: {name: make_person(db, name) for name in ("maya", "zoe")})


@pytest.fixture
def tus(people) -> Tus:
    return Tus(browser_of(people["maya"], accept="application/json"))


@pytest.fixture
def zoes(people) -> Tus:
    return Tus(browser_of(people["zoe"], accept="application/json"))


@pytest.fixture
def nobodys(people) -> Tus:
    return Tus(browser_of(None, accept="application/json"))


def key_of(address: str) -> str:
    return address.rpartition("/")[2]


def videos() -> list[Video]:
    with reading() as db:
        return list(db.exec(select(Video).order_by(Video.id)))


def uploads() -> list[Upload]:
    with reading() as db:
        return list(db.exec(select(Upload)))


class TestOptions:
    def test_says_to_anybody_what_is_spoken_here(self, nobodys: Tus):
        answer = nobodys.browser.options("/api/uploads")

        assert answer.status_code == 204
        assert answer.headers["tus-version"] == "1.0.0"
        assert answer.headers["tus-max-size"] == str(LARGEST_BYTES)
        assert answer.headers["tus-extension"] == "creation,expiration,termination"
        assert "access-control-allow-origin" not in answer.headers


class TestVersion:
    @pytest.mark.parametrize("spoken", [{}, {"tus-resumable": "0.2.2"}])
    @pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
    def test_of_another_protocol_is_told_ours_and_changes_nothing(self, tus: Tus, method, spoken):
        address = "/api/uploads" if method == "POST" else tus.begin(10)

        answer = tus.browser.request(method, address, headers={"upload-length": "1", **spoken})

        assert answer.status_code == 412
        assert answer.headers["tus-version"] == "1.0.0"
        assert len(uploads()) == (0 if method == "POST" else 1)


class TestCreation:
    def test_answers_where_the_file_goes_and_whose_draft_it_is(self, tus: Tus):
        answer = tus.announce(len(FILE))

        assert answer.status_code == 201
        assert answer.headers["tus-resumable"] == "1.0.0"
        assert answer.headers["location"] == f"/api/uploads/{uploads()[0].public_id}"
        assert answer.headers["upload-video"] == videos()[0].public_id
        expires = parsedate_to_datetime(answer.headers["upload-expires"])
        assert timedelta(days=1) < expires - clock.wall() <= timedelta(days=2)
        assert (videos()[0].state, videos()[0].file_name) == (VideoState.UPLOADING, "sunday.mp4")

    @pytest.mark.parametrize(
        ("length", "status"),
        [
            ("", 400),
            ("many", 400),
            ("-1", 400),
            ("1.5", 400),
            ("0", 422),
            (str(LARGEST_BYTES + 1), 413),
            ("9" * 15, 413),
            ("9" * 40, 400),
        ],
    )
    def test_refuses_a_length_that_is_none_or_too_much(self, tus: Tus, length, status):
        answer = tus.announce(length)

        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["tus-resumable"] == "1.0.0"
        assert videos() == []

    def test_knows_no_file_of_a_length_that_comes_later(self, tus: Tus):
        answer = tus.browser.post("/api/uploads", headers={**VERSION, "upload-defer-length": "1"})

        assert answer.status_code == 400

    def test_refuses_metadata_that_is_none(self, tus: Tus):
        answer = tus.announce(10, headers={"upload-metadata": "filename $$$"})

        assert answer.status_code == 400

    def test_says_when_the_quota_is_used(self, tus: Tus):
        for _ in range(9):
            tus.begin(LARGEST_BYTES)

        answer = tus.announce(LARGEST_BYTES)

        assert answer.status_code == 413
        assert "left of what you can upload in seven days" in answer.json()["detail"]

    def test_is_for_people_who_are_signed_in(self, nobodys: Tus):
        assert nobodys.announce(10).status_code == 401

    def test_is_for_our_own_pages(self, tus: Tus):
        answer = tus.announce(10, headers={"origin": "https://elsewhere.example"})

        assert answer.status_code == 403
        assert videos() == []

    def test_is_no_way_to_fill_the_list(self, tus: Tus, monkeypatch):
        monkeypatch.setattr("smallgestures.videos.uploads.service.UNFINISHED_LIMIT", 10_000)
        answers = [tus.announce(10).status_code for _ in range(UPLOADS.rate.amount + 1)]

        assert answers[-1] == 429
        assert set(answers[:-1]) == {201}


class TestPieces:
    def test_arrive_one_after_another_and_the_last_one_receives_the_file(self, tus: Tus):
        address = tus.begin(len(FILE))

        first = tus.add(address, 0, FILE[:HALF])
        between = tus.look(address)
        second = tus.add(address, HALF, FILE[HALF:])

        assert (first.status_code, first.headers["upload-offset"]) == (204, str(HALF))
        assert "upload-expires" in first.headers
        assert (second.status_code, second.headers["upload-offset"]) == (204, str(len(FILE)))
        assert "upload-expires" not in second.headers
        assert between.headers["upload-length"] == str(len(FILE))
        assert between.headers["cache-control"] == "no-store"
        assert between.headers["upload-metadata"].startswith("filename ")
        assert path_of(key_of(address)).read_bytes() == FILE
        assert videos()[0].state == VideoState.PROCESSING
        assert tus.look(address).headers["upload-offset"] == str(len(FILE))

    @pytest.mark.parametrize("offset", [HALF - 1, HALF + 1, 0, len(FILE), 10**14])
    def test_begin_where_the_file_ends(self, tus: Tus, offset):
        address = tus.begin(len(FILE))
        tus.add(address, 0, FILE[:HALF])

        answer = tus.add(address, offset, b"x")

        assert answer.status_code == 409
        assert answer.headers["upload-offset"] == str(HALF)
        assert tus.offset(address) == HALF

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"content-type": "video/mp4"}, 415),
            ({"content-type": ""}, 415),
            ({"upload-offset": ""}, 400),
            ({"upload-offset": "-1"}, 400),
            ({"upload-offset": "half"}, 400),
        ],
    )
    def test_are_said_to_be_such(self, tus: Tus, headers, status):
        address = tus.begin(len(FILE))

        assert tus.add(address, 0, FILE[:HALF], headers=headers).status_code == status
        assert tus.offset(address) == 0

    def test_may_be_empty(self, tus: Tus):
        address = tus.begin(len(FILE))

        answer = tus.add(address, 0, b"")

        assert (answer.status_code, answer.headers["upload-offset"]) == (204, "0")

    def test_are_not_taken_beyond_the_announced_size(self, tus: Tus):
        address = tus.begin(HALF)

        said = tus.add(address, 0, FILE)
        unsaid = tus.add(address, 0, iter([FILE[:HALF], FILE[HALF:]]))

        assert (said.status_code, unsaid.status_code) == (413, 413)
        assert path_of(key_of(address)).stat().st_size <= HALF

    def test_go_by_post_where_nothing_else_gets_through(self, tus: Tus):
        address = tus.begin(HALF)
        said = {**PIECE, "upload-offset": "0", "x-http-method-override": "PATCH"}

        answer = tus.browser.post(address, headers=said, content=FILE[:HALF])

        assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(HALF))

    def test_are_all_that_a_post_may_stand_for(self, tus: Tus):
        address = tus.begin(HALF)

        for method in ("", "GET", "PUT", "OPTIONS "):
            said = {**VERSION, "x-http-method-override": method}
            assert tus.browser.post(address, headers=said).status_code == 405

    def test_after_the_last_one_change_nothing(self, tus: Tus):
        address = tus.begin(HALF)
        tus.add(address, 0, FILE[:HALF])

        again = tus.add(address, HALF, b"")
        more = tus.add(address, 0, FILE[:HALF])

        assert (again.status_code, more.status_code) == (204, 409)

    def test_come_too_late_after_two_days(self, tus: Tus, monkeypatch):
        address = tus.begin(HALF)
        later = clock.wall() + timedelta(days=2, minutes=1)
        monkeypatch.setattr("smallgestures.videos.uploads.service.clock.wall", lambda: later)

        assert tus.add(address, 0, FILE[:HALF]).status_code == 410
        assert tus.look(address).status_code == 410


class TestTermination:
    def test_takes_file_and_draft_away(self, tus: Tus):
        address = tus.begin(len(FILE))
        tus.add(address, 0, FILE[:HALF])

        answer = tus.cancel(address)

        assert answer.status_code == 204
        assert tus.look(address).status_code == 404
        assert tus.cancel(address).status_code == 404
        assert list(folder().iterdir()) == []
        assert videos()[0].state == VideoState.REMOVED

    def test_comes_too_late_for_what_has_arrived(self, tus: Tus):
        address = tus.begin(HALF)
        tus.add(address, 0, FILE[:HALF])

        answer = tus.cancel(address)

        assert answer.status_code == 403
        assert videos()[0].state == VideoState.PROCESSING


class TestOfSomebodyElse:
    def test_an_upload_is_not_there(self, tus: Tus, zoes: Tus):
        address = tus.begin(len(FILE))

        answers = [zoes.look(address), zoes.add(address, 0, FILE), zoes.cancel(address)]

        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert tus.offset(address) == 0

    def test_an_upload_asks_to_sign_in(self, tus: Tus, nobodys: Tus):
        address = tus.begin(len(FILE))

        answers = [nobodys.look(address), nobodys.add(address, 0, FILE), nobodys.cancel(address)]

        assert [answer.status_code for answer in answers] == [401, 401, 401]

    def test_a_video_takes_no_file(self, tus: Tus, zoes: Tus):
        tus.begin(len(FILE))

        assert zoes.announce(10, video=videos()[0].public_id).status_code == 404

    @pytest.mark.parametrize("method", ["PATCH", "DELETE"])
    def test_a_page_changes_nothing(self, tus: Tus, method):
        address = tus.begin(len(FILE))
        said = {**PIECE, "upload-offset": "0", "origin": "https://elsewhere.example"}

        assert tus.browser.request(method, address, headers=said).status_code == 403
        assert tus.offset(address) == 0
