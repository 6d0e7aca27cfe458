"""Who sees which figures; what reports from the player add to them; what a page of them costs."""

import csv
import io
import re
import uuid
from dataclasses import dataclass
from http import HTTPStatus

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from smallgestures import clock
from smallgestures.accounts.models import Person
from smallgestures.db.engine import reading, transaction
from smallgestures.insights.figures.metrics import METRICS
from smallgestures.insights.figures.service import PAGE, last_days, show_clip, show_creator
from smallgestures.insights.service import record_watches
from smallgestures.videos.models import Video
from tests import made_orders
from tests.factories import (
    make_click,
    make_clip,
    make_link,
    make_order,
    make_product,
    make_watch,
)
from tests.figures import on_day
from tests.integration.conftest import Database
from tests.integration.statements import statements
from tests.integration.web.browsers import browser_of, data_of
from tests.people import make_person

RAW = re.compile(
    r"(FROM|JOIN) (watch_report|impression|click|shop_order|video_like|product_view)\b"
)


@dataclass
class Studio:
    """Maya has a clip that sold a vase to Quirin; Rui looks on."""

    clip: Video
    people: dict[str, Person]

    @property
    def page(self) -> str:
        return f"/studio/videos/{self.clip.public_id}/analytics"

    def browser(self, handle: str | None = None, **headers: str) -> TestClient:
        return browser_of(self.people[handle] if handle else None, **headers)


@pytest.fixture
def studio(sqlite_database: Database, built_pages: None) -> Studio:
    with transaction() as db:
        people = {handle: make_person(db, handle) for handle in ("maya", "quirin", "rui")}
        clip = make_clip(db, people["maya"], caption="=A clip of Maya’s")
        vase = make_product(db, slug="vase", stock=100)
        make_click(db, make_link(db, clip, vase), people["quirin"])
        record_watches(db, [make_watch(clip, completed=True)], viewer=f"p{people['quirin'].key}")
        made_orders.pay(db, make_order(db, vase, people["quirin"]))
    return Studio(clip, people)


def figures_of(view: dict) -> dict[str, str]:
    shown = view["figures"]
    return {one["key"]: one["value"] for one in [*shown["watching"], *shown["selling"]]}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


class TestPages:
    def test_of_all_clips_show_every_figure_with_what_it_means(self, studio: Studio):
        answer = studio.browser("maya").get("/studio/analytics?days=7&metric=gmv")

        view = data_of(answer.text)["analytics"]
        assert answer.status_code == HTTPStatus.OK
        assert set(figures_of(view)) == {metric.key for metric in METRICS}
        assert figures_of(view)["gmv"] == "$48.00"
        assert view["figures"]["plotted"]["definition"].startswith("Gross merchandise value")
        assert len(view["figures"]["days"]) == len(view["figures"]["plot"]["wide"]["bars"]) == 7
        assert [clip["title"] for clip in view["clips"]] == ["=A clip of Maya’s"]

    def test_of_one_clip_show_how_far_people_watched_and_what_they_bought(self, studio: Studio):
        view = data_of(studio.browser("maya").get(studio.page).text)["clip_analytics"]

        assert figures_of(view)["orders"] == "1"
        assert figures_of(view)["commission"] == "$3.84"
        assert [row["cells"] for row in view["seconds"]][5:7] == [["1", "100%"], ["0", "0%"]]
        assert [step["value"] for step in view["steps"]] == ["1", "1", "0", "1"]

    def test_name_neither_viewers_nor_buyers(self, studio: Studio):
        for path in ("/studio/analytics", studio.page):
            assert "quirin" not in studio.browser("maya").get(path).text.lower()

    @pytest.mark.parametrize("path", ["/studio/analytics", "{page}"])
    def test_lead_nobody_to_sign_in_and_back(self, studio: Studio, path: str):
        path = path.format(page=studio.page)
        answer = studio.browser().get(f"{path}?days=7")

        assert answer.status_code == HTTPStatus.SEE_OTHER
        assert answer.headers["location"] == f"/sign-in?next={path}%3Fdays%3D7"

    def test_of_somebody_elses_clip_are_not_there(self, studio: Studio):
        answer = studio.browser("rui").get(studio.page)

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert data_of(answer.text)["reason"] == "There is no such clip among yours."
        assert "48.00" not in answer.text

    def test_without_a_clip_say_so(self, studio: Studio):
        view = data_of(studio.browser("rui").get("/studio/analytics").text)["analytics"]

        assert (view["has_clips"], view["clips"]) == (False, [])

    @pytest.mark.parametrize(
        "query", ["days=8", "days=-1", "days=x", "metric=password", "page=0", "page=9" + "9" * 30]
    )
    def test_take_what_is_none_of_ours_for_the_usual(self, studio: Studio, query: str):
        answer = studio.browser("maya").get(f"/studio/analytics?{query}")

        assert answer.status_code == HTTPStatus.OK


class TestOpenPages:
    def test_are_told_what_their_page_shows(self, studio: Studio):
        browser = studio.browser("maya")

        for path, name in (("/studio/analytics", "analytics"), (studio.page, "clip_analytics")):
            view = data_of(browser.get(f"{path}?days=90").text)[name]
            assert browser.get(f"/api{path}?days=90").json() == view

    def test_of_somebody_elses_clip_are_told_nothing(self, studio: Studio):
        assert studio.browser("rui").get(f"/api{studio.page}").status_code == HTTPStatus.NOT_FOUND
        assert studio.browser().get(f"/api{studio.page}").status_code == HTTPStatus.UNAUTHORIZED


class TestFiles:
    def test_have_a_row_a_day_under_the_names_of_the_metrics(self, studio: Studio):
        answer = studio.browser("maya").get(f"{studio.page}.csv?days=7")

        rows = rows_of(answer.text)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert len(rows) == 7
        assert rows[-1]["Day (UTC)"] == clock.now().date().isoformat()
        assert (rows[-1]["Views"], rows[-1]["Watch time (s)"]) == ("1", "5.0")
        assert (rows[-1]["GMV (USD)"], rows[-1]["Completion rate (%)"]) == ("48.00", "100.0")
        assert rows[0]["CVR (%)"] == ""

    def test_of_clips_are_safe_for_a_spreadsheet(self, studio: Studio):
        (row,) = rows_of(studio.browser("maya").get("/studio/analytics.csv?of=clips").text)

        assert row["Caption"] == "'=A clip of Maya’s"
        assert row["Orders"] == "1"

    def test_of_seconds_and_steps_are_those_of_the_plots(self, studio: Studio):
        browser = studio.browser("maya")

        seconds = rows_of(browser.get(f"{studio.page}.csv?of=retention").text)
        steps = rows_of(browser.get(f"{studio.page}.csv?of=funnel").text)

        assert [row["Showings that got there"] for row in seconds] == ["1"] * 6 + ["0"] * 2
        assert [row["Number"] for row in steps] == ["1", "1", "0", "1"]

    def test_of_somebody_elses_clip_are_not_there(self, studio: Studio):
        assert studio.browser("rui").get(f"{studio.page}.csv").status_code == HTTPStatus.NOT_FOUND
        assert studio.browser().get(f"{studio.page}.csv").status_code == HTTPStatus.SEE_OTHER


class TestShares:
    def entry(self, studio: Studio, **overrides) -> dict:
        share = {"kind": "share", "id": str(uuid.uuid4()), "video": studio.clip.public_id}
        return share | overrides

    def test_are_counted_once_however_often_they_are_told(self, studio: Studio):
        browser, entry = studio.browser(), self.entry(studio)

        for _ in range(2):
            answer = browser.post("/api/watch", json={"entries": [entry, entry]})
            assert answer.status_code == HTTPStatus.NO_CONTENT

        with reading() as db:
            assert on_day(db, studio.clip.key, clock.now().date())["shares"] == 1

    def test_of_a_clip_that_is_not_there_are_left_out(self, studio: Studio):
        entry = self.entry(studio, video="nobodyhasit")

        answer = studio.browser().post("/api/watch", json={"entries": [entry]})

        assert answer.status_code == HTTPStatus.NO_CONTENT

    @pytest.mark.parametrize("change", [{"id": "x"}, {"at_ms_ago": -1}, {"to": "quirin"}])
    def test_that_are_none_are_refused(self, studio: Studio, change: dict):
        entry = self.entry(studio, **change)

        answer = studio.browser().post("/api/watch", json={"entries": [entry]})

        assert answer.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.usefixtures("database")
class TestStatements:
    def arrange(self, db: Session, *, clips: int) -> tuple[Person, Video]:
        maya, leo = make_person(db, "maya"), make_person(db, "leo")
        made = [make_clip(db, maya) for _ in range(clips)]
        for clip in made:
            record_watches(db, [make_watch(clip)], viewer=f"p{leo.key}")
        return maya, made[0]

    def test_are_as_many_for_many_clips_as_for_few_and_read_sums_only(self, given):
        maya, clip = given(lambda db: self.arrange(db, clips=PAGE + 2))
        period = last_days(90)

        with reading() as db, statements() as asked:
            report = show_creator(db, maya.key, period)
            of_all = len(asked)
            show_clip(db, clip.public_id, maya.key, period)

        assert (len(report.clips), report.has_more) == (PAGE, True)
        assert (of_all, len(asked)) == (5, 9)
        assert [sql for sql, _ in asked if RAW.search(sql)] == []
