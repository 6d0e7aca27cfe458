"""What axe finds on a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

HARMFUL = {"serious", "critical"}
# Only what is wrong is told: all that is right is many times as long.
LOOK = "async () => (await axe.run({resultTypes: ['violations']})).violations"


def harm_found(page: Page) -> list[tuple[str, list[str]]]:
    """Return what keeps people from using the page as it is shown now, each with some places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate(LOOK)
    return [
        (one["id"], [f"{node['html'][:160]} {node['any'][:1]}" for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in HARMFUL
    ]
