"""A creator works on a video: words, cover, trim, captions, when and for whom it comes out."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from smallgestures.accounts.service import find_person_id
from smallgestures.accounts.ties.service import follow_person
from smallgestures.videos.queries import get_by_public_id
from tests.e2e.made_videos import make_draft
from tests.e2e.pages.sandbox_panel import SandboxPanel
from tests.e2e.pages.studio import StudioVideo
from tests.e2e.running_product import RunningProduct
from tests.e2e.visitors import PHONE, Visit

CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:05.000\nSlow water.\n"
MADE_MS = 30_000


def statuses(pages: dict[str, Page], public_id: str) -> dict[str, int]:
    """What each is answered at the address of a clip."""
    return {
        who: page.request.get(f"/video/{public_id}", headers={"accept": "text/html"}).status
        for who, page in pages.items()
    }


def test_a_draft_is_edited_and_published_by_keyboard(
    visit: Visit, given, somebody: str, tmp_path: Path
):
    """Invariant: what comes out is what was asked for, trimmed without a second upload.

    1. A caption whose hashtag and mention are completed with Enter. 2. A cover, by arrow keys.
    3. Two seconds are cut off with the slider. 4. Captions. 5. Publish: a stranger watches the
    trimmed clip, with its words.
    """
    draft = given(lambda db: make_draft(db, by=somebody))
    before = given(lambda db: get_by_public_id(db, draft))
    studio = StudioVideo(visit(signed_in_as=somebody)).open(draft)
    expect(studio.badge).to_have_text("Draft")

    studio.caption.focus()
    studio.page.keyboard.type("Slow water #kit")
    expect(studio.completions.get_by_role("option", name="#kitchen")).to_be_visible()
    studio.page.keyboard.press("Enter")
    studio.page.keyboard.type("with @noo")
    expect(studio.completions.get_by_role("option", name="@noor")).to_be_visible()
    studio.page.keyboard.press("Enter")
    expect(studio.caption).to_have_value("Slow water #kitchen with @noor ")

    studio.cover.get_by_role("radio").first.focus()
    studio.page.keyboard.press("ArrowRight")
    expect(studio.cover.get_by_role("radio").nth(1)).to_be_checked()

    studio.end.focus()
    for _ in range(20):
        studio.page.keyboard.press("ArrowLeft")
    studio.keep_part.press("Enter")
    file = tmp_path / "slow.vtt"
    file.write_text(CAPTIONS)
    studio.give_captions(file)
    expect(studio.captions_said).to_have_text("The captions were checked and are kept.")
    studio.is_saved()

    studio.publish.press("Enter")

    expect(studio.badge).to_have_text("Public", timeout=MADE_MS)
    after = given(lambda db: get_by_public_id(db, draft))
    assert (after.caption, after.edits_made) == (
        "Slow water #kitchen with @noor",
        after.edits_wanted,
    )
    assert before.duration_ms - after.duration_ms > 1_800
    assert (after.key_720, after.poster_key) != (before.key_720, before.poster_key)
    assert after.captions_key is not None
    stranger = visit()
    stranger.goto(f"/video/{draft}")
    clip = stranger.get_by_role("article").first
    expect(clip).to_contain_text("Slow water")
    expect(clip.get_by_role("link", name="@noor")).to_have_attribute("href", "/u/noor")


def test_a_clip_is_for_followers_then_gone_then_back(visit: Visit, given, somebody: str):
    """Invariant: nobody sees more than the creator wants, from the very moment of the change.

    1. For followers: Leo, who follows, sees it; Ines and a stranger get a 404. 2. Deleted: nobody
    does. 3. Restored: it is as it was.
    """
    draft = given(lambda db: make_draft(db, by=somebody, caption="For my people"))
    given(
        lambda db: follow_person(
            db, find_person_id(db, "leo"), followed_id=find_person_id(db, somebody)
        )
    )
    pages = {"leo": visit(signed_in_as="leo"), "ines": visit(signed_in_as="ines"), "": visit()}
    studio = StudioVideo(visit(signed_in_as=somebody, on=PHONE)).open(draft)

    studio.who("Your followers").check()
    studio.is_saved()
    studio.publish.click()

    expect(studio.badge).to_have_text("Followers only")
    assert statuses(pages, draft) == {"leo": 200, "ines": 404, "": 404}
    pages["leo"].goto("/following")
    expect(pages["leo"].get_by_role("article").first).to_contain_text("For my people")
    pages["ines"].goto(f"/u/{somebody}")
    expect(pages["ines"].get_by_role("heading", name="No clips yet")).to_be_visible()

    studio.delete.click()
    expect(studio.badge).to_have_text("Deleted")
    assert statuses(pages, draft) == {"leo": 404, "ines": 404, "": 404}

    studio.restore.click()
    expect(studio.badge).to_have_text("Followers only")
    assert statuses(pages, draft) == {"leo": 200, "ines": 404, "": 404}


def test_words_survive_a_lost_connection(visit: Visit, given, somebody: str):
    """1. The connection goes while one writes, and the page says so. 2. The tab is closed.

    3. In a new tab the words stand there, and are stored.
    """
    draft = given(lambda db: make_draft(db, by=somebody, caption="Before"))
    page = visit(signed_in_as=somebody, expects=("ERR_INTERNET_DISCONNECTED", "Failed to load"))
    studio = StudioVideo(page).open(draft)

    page.context.set_offline(True)
    studio.write("Written without a connection")
    expect(studio.said).to_contain_text("No connection")
    context = page.context
    page.close()
    context.set_offline(False)

    again = StudioVideo(context.new_page()).open(draft)
    expect(again.caption).to_have_value("Written without a connection")
    expect(again.said).to_contain_text("Saved a moment ago")
    assert given(lambda db: get_by_public_id(db, draft)).caption == "Written without a connection"


def test_time_brings_a_planned_clip_out_and_takes_a_deleted_one(
    moving_product: RunningProduct, visit: Visit
):
    """1. Maya plans a draft for tomorrow; nobody sees it. 2. Another one she deletes.

    3. A day passes: the first is out, on her open page too. 4. Thirty more: the second is gone.
    """
    planned, deleted = moving_product.given(
        lambda db: (make_draft(db, by="maya", caption="Tomorrow"), make_draft(db, by="maya"))
    )
    panel = SandboxPanel(visit(signed_in_as="moderator", at=moving_product)).open()
    studio = StudioVideo(visit(signed_in_as="maya", at=moving_product)).open(planned)
    studio.later.check()
    at = panel.now() + timedelta(hours=12)  # wherever she is
    studio.moment.fill(f"{at:%Y-%m-%dT%H:%M}")
    studio.schedule.click()
    expect(studio.badge).to_have_text("Planned")
    gone = visit(signed_in_as="maya", at=moving_product, expects=("404",))
    other = StudioVideo(gone).open(deleted)
    other.delete.click()
    expect(other.badge).to_have_text("Deleted")
    stranger = visit(at=moving_product)
    assert statuses({"": stranger}, planned) == {"": 404}

    panel.advance(1)

    expect(studio.badge).to_have_text("Public")
    assert statuses({"": stranger}, planned) == {"": 200}
    panel.advance(30)
    assert other.page.reload().status == 404
    assert not re.search("Restore", other.page.content())
