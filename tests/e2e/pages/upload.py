"""The page on which files are sent, and the card of one of them."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class UploadPage:
    """A new video, or one whose file is on its way."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.file = page.get_by_label("Video file")
        self.card = page.get_by_role("region", name="Upload", exact=True)
        self.progress = page.get_by_role("progressbar", name="Upload", exact=True)
        self.status = self.card.get_by_role("status").last
        self.steps = self.card.get_by_role("list", name="Steps")
        self.pause = self.card.get_by_role("button", name="Pause")
        self.go_on = self.card.get_by_role("button", name="Go on")
        self.cancel = self.card.get_by_role("button", name="Cancel")
        self.try_again = self.card.get_by_role("button", name="Try again")
        self.start_over = self.card.get_by_role("button", name="Start over with this one")
        self.caption = page.get_by_role("textbox", name="Caption")
        self.refusal = page.get_by_role("alert")
        self.others = page.get_by_role("region", name="Also under way")
        self.not_finished = page.get_by_role("region", name="Not finished")

    def open(self) -> "UploadPage":
        """Open the page of a new video."""
        self.page.goto("/studio/upload")
        expect(self.page.get_by_role("heading", name="New video")).to_be_visible()
        return self

    def open_video(self, public_id: str) -> "UploadPage":
        """Open the page of a video whose file is not there yet."""
        self.page.goto(f"/studio/videos/{public_id}")
        expect(self.card).to_be_visible()
        return self

    def send(self, *files: Path) -> "UploadPage":
        """Choose files, as soon as one can."""
        expect(self.file).to_be_enabled()
        self.file.set_input_files([str(file) for file in files])
        return self

    def drop(self, *files: Path) -> None:
        """Let small files fall onto the page."""
        parts = [[file.name, list(file.read_bytes())] for file in files]
        transfer = self.page.evaluate_handle(
            """(parts) => {
              const transfer = new DataTransfer();
              for (const [name, bytes] of parts)
                transfer.items.add(new File([new Uint8Array(bytes)], name, { type: "video/mp4" }));
              return transfer;
            }""",
            parts,
        )
        for event in ("dragenter", "dragover", "drop"):
            self.page.locator(".drop").dispatch_event(event, {"dataTransfer": transfer})

    def is_ready(self) -> "UploadPage":
        """Wait until the clip can be watched."""
        expect(self.status).to_have_text("Your video is ready.", timeout=60_000)
        return self


class StudioPage:
    """The list of one's videos."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rows = page.get_by_role("list", name="Videos").get_by_role("listitem")
        self.upload = page.get_by_role("link", name="Upload a video")
        self.tabs = page.get_by_role("navigation", name="Studio")

    def open(self) -> "StudioPage":
        self.page.goto("/studio")
        expect(self.page.get_by_role("heading", level=1, name="Studio")).to_be_visible()
        return self

    def row(self, words: str) -> Locator:
        """Return the row that has these words."""
        return self.rows.filter(has_text=words)
