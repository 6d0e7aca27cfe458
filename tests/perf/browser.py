"""Chromium with a probe in every page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

from tests.e2e.chromium import launch_arguments

PROBE = (Path(__file__).parent / "probe.js").read_text()
# Sound and autoplay are not what is measured.
MEASURING = ("--autoplay-policy=no-user-gesture-required", "--mute-audio")
PHONE: ViewportSize = {"width": 390, "height": 844}
# Bytes a second and milliseconds, as Chromium's own "fast 4G" has them.
FOUR_G = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 1_500_000,
    "uploadThroughput": 750_000,
}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium."""
    options: dict[str, Any] = launch_arguments()
    options["args"] = [*options["args"], *MEASURING]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def cold_page(browser: Browser, *, net: str = "none") -> Iterator[Page]:
    """Open a page with an empty cache, no cookies and a phone's size."""
    context = browser.new_context(
        viewport=PHONE,
        device_scale_factor=1,
        is_mobile=True,
        has_touch=True,
    )
    context.add_init_script(PROBE)
    page = context.new_page()
    if net == "4g":
        tools = devtools(page)
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", FOUR_G)
    try:
        yield page
    finally:
        context.close()


def devtools(page: Page) -> CDPSession:
    """Return the page's debugging session."""
    return page.context.new_cdp_session(page)


def first_frame_ms(page: Page, address: str) -> float:
    """Open the address; return the milliseconds until the first video frame.

    Raises:
        TimeoutError: No frame came.
    """
    page.goto(address, wait_until="commit")
    found = page.evaluate("() => probe.firstFrame()")
    if found is None:
        raise TimeoutError(f"no video frame at {address}")
    return float(found)


def dwell(page: Page, milliseconds: int) -> None:
    """Let the page be, as somebody who watches does."""
    page.evaluate("ms => new Promise(resolve => setTimeout(resolve, ms))", milliseconds)
