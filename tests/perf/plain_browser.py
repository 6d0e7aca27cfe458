"""Chromium watched as little as possible, for measuring its memory.

Playwright has Chromium keep a copy of everything that a page loads (`Network.enable`), up to
some hundred megabytes. Here nothing is asked for but to run a script.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.sync_api import sync_playwright
from simple_websocket import Client  # type: ignore[import-untyped]

from tests.e2e.chromium import launch_arguments
from tests.e2e.running_product import STOP_PATIENCE_S, wait_until
from tests.perf.browser import MEASURING, PHONE, PROBE

ANSWER_PATIENCE_S = 300.0
PLAIN = ("--headless", "--remote-debugging-port=0", "--no-default-browser-check", "about:blank")


class PlainPage:
    """One page of a browser of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]", tools: Client) -> None:
        self.process = psutil.Process(process.pid)
        self.tools = tools
        self.asked = 0

    def ask(self, method: str, **params: object) -> Any:
        """Send one command of the DevTools protocol; return its result.

        Raises:
            TimeoutError: No answer came.
            RuntimeError: The browser refused, or a script failed.
        """
        self.asked += 1
        self.tools.send(json.dumps({"id": self.asked, "method": method, "params": params}))
        while (text := self.tools.receive(timeout=ANSWER_PATIENCE_S)) is not None:
            answer = json.loads(text)
            if answer.get("id") == self.asked:
                if "error" in answer or "exceptionDetails" in answer["result"]:
                    raise RuntimeError(f"{method}: {str(answer)[:500]}")
                return answer["result"]
        raise TimeoutError(method)

    def open(self, address: str) -> None:
        """Go to the address, with the probe in the page; return at its first video frame."""
        self.ask("Page.enable")
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=PROBE)
        self.ask("Emulation.setDeviceMetricsOverride", **PHONE, deviceScaleFactor=1, mobile=True)
        self.ask("Page.navigate", url=address)
        wait_until(lambda: bool(self.run("Boolean(window.probe?.firstFrame)")), "the page")
        if self.run("probe.firstFrame()") is None:
            raise TimeoutError(f"no video frame at {address}")

    def run(self, script: str) -> Any:
        """Return what the script's value, or its promise, comes to."""
        done = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        return done["result"].get("value")

    def renderer_mb(self) -> float:
        """Return the memory that belongs to the largest renderer alone: the page's."""
        sizes = []
        for process in self.process.children(recursive=True):
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                if "--type=renderer" in process.cmdline():
                    sizes.append(float(process.memory_full_info().uss) / 1e6)
        return max(sizes)


@contextmanager
def plain_page() -> Iterator[PlainPage]:
    """Start a browser with a profile of its own, and yield its page."""
    options = launch_arguments()
    with tempfile.TemporaryDirectory(prefix="bench-profile-", ignore_cleanup_errors=True) as folder:
        arguments = [*options["args"], *MEASURING, f"--user-data-dir={folder}", *PLAIN]  # type: ignore[misc]
        process = subprocess.Popen(
            [str(options.get("executable_path") or _playwrights_own()), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        family = psutil.Process(process.pid)
        try:
            tools = Client.connect(_page_tools(Path(folder)), max_message_size=2**24)
            yield PlainPage(process, tools)
        finally:
            members = family.children(recursive=True)
            process.terminate()
            process.wait(STOP_PATIENCE_S)
            for member in members:
                with suppress(psutil.NoSuchProcess):
                    member.kill()


def _page_tools(profile: Path) -> str:
    """Return the address of the first page's tools, as soon as the browser is up."""
    written = profile / "DevToolsActivePort"
    wait_until(lambda: written.exists() and "\n" in written.read_text(), "Chromium")
    port = written.read_text().splitlines()[0]

    def pages() -> list[str]:
        try:
            targets = httpx.get(f"http://127.0.0.1:{port}/json", timeout=5).json()
        except httpx.TransportError:
            return []
        return [one["webSocketDebuggerUrl"] for one in targets if one["type"] == "page"]

    wait_until(lambda: bool(pages()), "a page")
    return pages()[0]


def _playwrights_own() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
