"""From a file on somebody's machine to a draft: over broken lines, closed tabs and refusals."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.made_uploads import PIECE_BYTES, failed_upload, phone_video, stopped_upload
from tests.e2e.pages.feed import FeedPage
from tests.e2e.pages.studio import StudioVideo
from tests.e2e.pages.upload import StudioPage, UploadPage
from tests.e2e.visitors import PHONE, Visit

PIECES = "**/api/uploads/*"
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "WebSocket", "ERR_FAILED", "net::")
LARGE_BYTES = 2 * PIECE_BYTES + 1_000_000


@pytest.fixture(scope="module")
def small_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return phone_video(tmp_path_factory.mktemp("files") / "slow-sunday.mp4")


@pytest.fixture(scope="module")
def large_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pieces, of one second."""
    folder = tmp_path_factory.mktemp("files")
    return phone_video(folder / "long-sunday.mp4", bytes_at_least=LARGE_BYTES)


class Line:
    """What goes over a page's line: pieces by where they begin, each let through or not."""

    def __init__(self, page: Page, *, breaks_at: int | None = None, holds_at: int | None = None):
        self.breaks_at, self.holds_at = breaks_at, holds_at
        self.begun: list[int] = []
        self.held: Route | None = None
        page.route(PIECES, self._pass)

    def _pass(self, route: Route) -> None:
        offset = route.request.headers.get("upload-offset")
        if route.request.method != "PATCH" or offset is None:
            route.continue_()
            return
        self.begun.append(int(offset))
        if self.begun[-1] == self.breaks_at:
            route.request.frame.page.context.set_offline(True)
            route.abort("internetdisconnected")
        elif self.begun[-1] == self.holds_at:
            self.held = route
        else:
            route.continue_()


def percent(page: UploadPage) -> int:
    return int(page.progress.get_attribute("aria-valuenow") or -1)


def test_a_broken_connection_costs_nothing(visit: Visit, somebody: str, large_video: Path):
    """Invariant: what has arrived is never sent again, and what is written meanwhile stays.

    1. A file of three pieces is chosen; its page is there while it goes up, and a caption is
    written. 2. After the first piece the line breaks: the page says so. 3. The line is back: it
    goes on with the second piece by itself. 4. Each step is said, until the clip is ready. 5. The
    studio has a draft with the caption.
    """
    page = visit(signed_in_as=somebody, expects=OFFLINE)
    upload = UploadPage(page).open()
    expect(page.get_by_text("up to 500 MB and 60 seconds")).to_be_visible()
    expect(page.get_by_text("You can upload 5 GB in seven days")).to_be_visible()
    line = Line(page, breaks_at=PIECE_BYTES)

    upload.send(large_video)
    expect(upload.progress).to_be_visible()
    expect(page).to_have_url(re.compile(r"/studio/videos/\w+$"))
    upload.caption.fill("Slow Sunday.")
    expect(upload.status).to_contain_text("No connection. It goes on by itself")
    assert 0 < percent(upload) < 100

    line.breaks_at = None
    page.context.set_offline(False)
    upload.is_ready()

    assert line.begun.count(0) == 1
    assert line.begun[-2:] == [PIECE_BYTES, 2 * PIECE_BYTES]
    expect(upload.steps.get_by_role("listitem")).to_have_text(
        [re.compile(step) for step in ("Received", "Checked", "Converted", "Ready")]
    )
    expect(StudioVideo(page).badge).to_have_text("Draft")
    StudioVideo(page).is_saved()
    expect(StudioPage(page).open().row("Slow Sunday.")).to_contain_text("Draft")


def test_a_closed_tab_goes_on_when_the_file_is_chosen_again(
    visit: Visit, somebody: str, large_video: Path
):
    """1. The tab is closed after the first piece. 2. A new one says what is not finished. 3. The
    same file goes on where it stopped."""
    first = visit(signed_in_as=somebody, expects=OFFLINE)
    upload = UploadPage(first).open()
    line = Line(first, holds_at=PIECE_BYTES)
    upload.send(large_video)
    expect(upload.progress).to_have_attribute("aria-valuenow", re.compile("4[0-9]"))
    first.close()

    second = first.context.new_page()
    again = UploadPage(second).open()
    # What was under way when it closed may have arrived, too.
    expect(again.not_finished).to_contain_text(re.compile("long-sunday.mp4 stopped at [4-9][0-9]%"))
    line = Line(second)
    again.send(large_video)
    again.is_ready()

    assert line.begun[0] >= PIECE_BYTES
    expect(StudioPage(second).open().rows).to_have_count(1)


def test_another_browser_goes_on_too_and_takes_no_other_file_for_it(
    visit: Visit, somebody: str, given, large_video: Path, small_video: Path
):
    """1. A part has arrived from elsewhere. 2. Another file is not mixed into it; it may take its
    place."""
    arrived = PIECE_BYTES
    size = large_video.stat().st_size
    video = given(
        lambda db: stopped_upload(
            db, somebody, size_bytes=size, arrived=arrived, name="long-sunday.mp4"
        )
    )
    upload = UploadPage(visit(signed_in_as=somebody)).open_video(video)
    expect(upload.card).to_contain_text("Choose the file again to go on")
    assert percent(upload) == arrived * 100 // size

    upload.send(small_video)
    expect(upload.refusal).to_contain_text("the file that was stopped has")
    upload.start_over.click()
    upload.is_ready()

    expect(upload.card).to_contain_text("slow-sunday.mp4")


def test_it_can_be_paused_and_cancelled(visit: Visit, somebody: str, large_video: Path):
    """1. Paused, nothing is sent until somebody says so. 2. Cancelled, nothing is left of it."""
    # The page may hear that something became of the video, and ask, before it is left.
    gone = r"404 \(Not Found\) \(http\S+/api/studio/videos/[\w-]+(/upload)?\)"
    page = visit(signed_in_as=somebody, expects=("ERR_ABORTED", "net::", gone))
    upload = UploadPage(page).open()
    line = Line(page, holds_at=PIECE_BYTES)
    upload.send(large_video)
    expect(upload.progress).to_have_attribute("aria-valuenow", re.compile("4[0-9]"))

    upload.pause.click()
    expect(upload.status).to_contain_text("Paused")
    line.holds_at = 2 * PIECE_BYTES
    upload.go_on.click()
    expect(upload.progress).to_have_attribute("aria-valuenow", re.compile("9[0-9]"))

    upload.cancel.click()
    expect(page).to_have_url(re.compile("/studio$"))
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()


def test_what_is_no_video_says_why_and_another_file_takes_its_place(
    visit: Visit, somebody: str, tmp_path: Path, small_video: Path
):
    """1. A text called a video is refused, in words. 2. The right file goes into the same draft,
    with what was written."""
    wrong = tmp_path / "notes.mp4"
    wrong.write_text("Milk, bread, honey. " * 100)
    upload = UploadPage(visit(signed_in_as=somebody)).open().send(wrong)
    upload.caption.fill("Honey.")

    expect(upload.card).to_contain_text("notes.mp4 could not be used")
    expect(upload.refusal.first).to_contain_text("not a video")
    expect(upload.try_again).to_be_visible()
    StudioVideo(upload.page).is_saved()

    upload.send(small_video).is_ready()
    expect(upload.caption).to_have_value("Honey.")
    expect(StudioPage(upload.page).open().rows).to_have_count(1)


def test_our_own_fault_needs_no_second_upload(visit: Visit, somebody: str, given):
    """1. What failed is tried again from the file that is here, and says what came of it."""
    video = given(
        lambda db: failed_upload(db, somebody, name="sunday.mp4", reason="The fault is ours.")
    )
    upload = UploadPage(visit(signed_in_as=somebody)).open_video(video)
    expect(upload.card).to_contain_text("The fault is ours.")

    upload.try_again.click()

    # The bytes of this test are no video, which only a second look at them can tell.
    expect(upload.card).to_contain_text("not a video")


def test_what_would_be_refused_is_not_sent(visit: Visit, somebody: str, tmp_path: Path):
    """1. Too large. 2. Too long. 3. Empty. Nothing of them leaves the machine."""
    large, empty = tmp_path / "large.mp4", tmp_path / "empty.mp4"
    empty.touch()
    with large.open("wb") as file:
        file.truncate(525_000_000)
    long = phone_video(tmp_path / "long.mp4", seconds=62)
    page = visit(signed_in_as=somebody)
    upload = UploadPage(page).open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for file, words in (
        (large, "This file has 525 MB; a video may have at most 500 MB"),
        (long, "This video is 1:02 long; a clip runs at most 60 seconds"),
        (empty, "This file is empty"),
    ):
        upload.send(file)
        expect(upload.refusal).to_contain_text(words)

    assert not [url for url in asked if "/api/uploads" in url]


def test_several_are_let_fall_at_once(visit: Visit, somebody: str, small_video: Path, tmp_path):
    """1. Two files are dropped. 2. The first has the page, the other goes up beside it. 3. Both
    are drafts."""
    other = phone_video(tmp_path / "monday.mp4", seconds=2)
    upload = UploadPage(visit(signed_in_as=somebody)).open()

    upload.drop(small_video, other)

    upload.is_ready()
    studio = StudioPage(upload.page).open()
    for name in ("slow-sunday.mp4", "monday.mp4"):
        expect(studio.row(name)).to_contain_text("Draft", timeout=60_000)


def test_a_file_is_sent_by_keyboard_alone(visit: Visit, somebody: str, small_video: Path):
    """1. From the studio to the file by Tab and Enter, on a phone's width."""
    page = visit(signed_in_as=somebody, on=PHONE)
    studio = StudioPage(page).open()
    studio.upload.first.focus()
    page.keyboard.press("Enter")
    upload = UploadPage(page)
    expect(upload.file).to_be_enabled()

    with page.expect_file_chooser() as chooser:
        upload.file.focus()
        page.keyboard.press("Enter")
    chooser.value.set_files(str(small_video))

    upload.is_ready()


def test_the_feed_loads_nothing_of_it(page: Page):
    """The library that sends files comes when a file is chosen, and with no page before."""
    scripts: list[str] = []
    page.on("response", lambda got: got.url.endswith(".js") and scripts.append(got.url))
    FeedPage(page).open()

    assert scripts
    loaded = [page.request.get(url).text() for url in scripts]
    assert not [text for text in loaded if "Upload-Offset" in text]
