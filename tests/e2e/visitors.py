"""People with browsers: each has a context of their own, and is heard when a page complains."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page
from sqlmodel import Session

from smallgestures.accounts.service import find_person_id
from smallgestures.accounts.sessions import start_session
from tests.e2e.running_product import RunningProduct

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
PATIENCE_MS = 15_000


class Visitor:
    """One person's browser. What its pages complain about is kept, but for what was expected."""

    def __init__(self, context: BrowserContext, expects: tuple[str, ...], *, traced: bool) -> None:
        self.context = context
        self.expects = [re.compile(pattern) for pattern in expects]
        self.complaints: list[str] = []
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", self._listen)
        self.traced = traced
        if traced:
            context.tracing.start(snapshots=True, screenshots=False, sources=False)

    def _listen(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", self._hear_error)

    def _hear(self, message: ConsoleMessage) -> None:
        # A violation of the content security policy is an error of the console, too.
        if message.type == "error":
            self._note(f"{message.text} ({message.location.get('url', '')})")

    def _hear_error(self, error: Error) -> None:
        self._note(str(error))

    def _note(self, text: str) -> None:
        if not any(pattern.search(text) for pattern in self.expects):
            self.complaints.append(text)

    def leave(self, remains: Path | None) -> None:
        """Close the browser; into `remains` go pictures of its pages and its trace, if any."""
        if remains is not None:
            remains.mkdir(parents=True, exist_ok=True)
            number = len(list(remains.glob("page-*-1.png"))) + 1
            for at, page in enumerate(self.context.pages, start=1):
                page.screenshot(path=remains / f"page-{number}-{at}.png")
            if self.traced:
                self.context.tracing.stop(path=remains / f"trace-{number}.zip")
        self.context.close()


class Visitors:
    """Whoever visits the product during one test."""

    def __init__(self, browser: Browser, product: RunningProduct, *, traced: bool = False) -> None:
        self.traced = traced
        self.browser = browser
        self.product = product
        self.visitors: list[Visitor] = []

    def __call__(
        self,
        *,
        signed_in_as: str | None = None,
        on: dict[str, Any] = DESKTOP,
        expects: tuple[str, ...] = (),
        at: RunningProduct | None = None,
        **options: Any,
    ) -> Page:
        """Return a page of somebody's browser.

        Args:
            signed_in_as: A handle; without one nobody is signed in.
            on: `DESKTOP` or `PHONE`.
            expects: What the console will say because the test makes it happen.
            at: Another product than the one all tests share.
            options: More for the browser's context.
        """
        product = at or self.product
        context = self.browser.new_context(base_url=product.url, **(on | options))
        visitor = Visitor(context, expects, traced=self.traced)
        self.visitors.append(visitor)
        if signed_in_as is not None:
            sign_in(context, product, signed_in_as)
        return context.new_page()

    def complaints(self) -> list[str]:
        """Return what pages complained about unexpectedly."""
        return [text for visitor in self.visitors for text in visitor.complaints]

    def leave(self, remains: Path | None) -> None:
        """Close all browsers of the test."""
        for visitor in self.visitors:
            visitor.leave(remains)


def sign_in(context: BrowserContext, product: RunningProduct, handle: str) -> None:
    """Give the browser the cookie of a session that the domain has started."""

    def work(db: Session) -> str:
        person_id = find_person_id(db, handle)
        assert person_id is not None, f"nobody is called {handle}"
        return start_session(db, person_id, device="Chromium on Linux")

    token = product.given(work)
    context.add_cookies(
        [{"name": "sg_session", "value": token, "url": product.url, "httpOnly": True}]
    )


Visit = Callable[..., Page]
