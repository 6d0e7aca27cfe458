"""The studio: one of one's own videos, from its upload on."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

SAVED = re.compile("^(Saved a moment ago|Everything is saved)")


class StudioVideo:
    """The page on which a creator works on one video."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("main").get_by_role("heading", level=1)
        self.badge = page.get_by_role("main").locator(".badge").first
        self.said = page.locator(".edit__said")
        self.caption = page.get_by_role("textbox", name="Caption")
        self.completions = page.get_by_role("listbox")
        self.cover_alt = page.get_by_role("textbox", name="Description of the cover")
        self.cover = page.get_by_role("group", name="Cover")
        self.start = page.get_by_role("slider", name="Start")
        self.end = page.get_by_role("slider", name="End")
        self.keep_part = page.get_by_role("button", name="Keep this part")
        self.captions = page.get_by_label("Captions file")
        self.captions_said = page.get_by_role("group", name="Captions").get_by_role("status")
        self.save = page.get_by_role("button", name="Save", exact=False)
        self.publish = page.get_by_role("button", name="Publish", exact=True)
        self.schedule = page.get_by_role("button", name="Schedule")
        self.watch = page.get_by_role("link", name="Watch it")
        self.later = page.get_by_role("radio", name="At a time")
        self.moment = page.get_by_label("Day and time")
        self.make_draft = page.get_by_role("button", name="Make it a draft")
        self.delete = page.get_by_role("button", name="Delete", exact=True)
        self.restore = page.get_by_role("button", name="Restore")
        self.alert = page.get_by_role("alert")

    def open(self, public_id: str) -> "StudioVideo":
        """Open the page of a video."""
        self.page.goto(f"/studio/videos/{public_id}")
        expect(self.heading).to_be_visible()
        return self

    def frame(self, at: str) -> Locator:
        """Return a picture of the film strip by its moment, as `0:03`."""
        return self.cover.get_by_role("radio", name=f"Frame at {at}")

    def who(self, words: str) -> Locator:
        """Return one of the choices of who can watch, as `Your followers`."""
        return self.page.get_by_role("radio", name=words)

    def write(self, caption: str) -> "StudioVideo":
        """Replace the caption; it is stored by itself."""
        self.caption.fill(caption)
        return self

    def give_captions(self, file: Path) -> "StudioVideo":
        """Choose a captions file, as soon as one can."""
        expect(self.captions).to_be_enabled()
        self.captions.set_input_files(file)
        return self

    def is_saved(self) -> "StudioVideo":
        """Wait until everything is stored."""
        expect(self.said).to_have_text(SAVED)
        return self
