"""Take a picture of every screen, at the widths of a phone and a desk, light and dark.

`make screenshots` writes them to `screenshots/`, and the README's two to `docs/images/`;
`make screenshots ARGS=some/folder` writes only the first, there.
"""

import argparse
import base64
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run as a file, from anywhere

from tests.e2e.chromium import launch_arguments  # noqa: E402
from tests.e2e.pages.feed import FeedPage  # noqa: E402
from tests.e2e.pages.product import ProductPage  # noqa: E402
from tests.e2e.running_product import RunningProduct  # noqa: E402
from tests.e2e.screens import SCREENS, Screen  # noqa: E402
from tests.e2e.visitors import DESKTOP, PHONE, sign_in  # noqa: E402

WIDTHS = {"390": PHONE, "1440": DESKTOP}
FOR_THE_README = ROOT / "docs" / "images"
CANVAS = {"width": 1480, "height": 930}


def main() -> None:
    """Run the product with its demo content, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="where to put them")
    folder: Path | None = parser.parse_args().folder
    with running() as product, chromium() as browser:
        take_all(product, browser, folder or ROOT / "screenshots")
        if folder is None:
            take_for_the_readme(product, browser)


@contextmanager
def running() -> Iterator[RunningProduct]:
    """Run the product in a folder that goes afterwards, with all clips ready."""
    with tempfile.TemporaryDirectory(prefix="small-gestures-") as folder:
        product = RunningProduct(Path(folder))
        try:
            product.start()
            product.wait_for_clips()
            yield product
        finally:
            product.stop()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser that the tests use, too."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        try:
            yield browser
        finally:
            browser.close()


def take_all(product: RunningProduct, browser: Browser, folder: Path) -> None:
    """Take every screen; the feed is dark on every device, so it is taken once a width."""
    folder.mkdir(parents=True, exist_ok=True)
    for screen in SCREENS:
        for width, device in WIDTHS.items():
            for scheme in ("light",) if screen.is_feed else ("light", "dark"):
                with visit(product, browser, screen, device, scheme) as page:
                    path = folder / f"{name_of(screen)}-{width}{suffix(scheme)}.png"
                    page.screenshot(path=path)
                    print(path)


def name_of(screen: Screen) -> str:
    """Return the screen's name as part of a file's."""
    return re.sub(r"[^a-z]+", "-", screen.name)


def suffix(scheme: str) -> str:
    """Return what a picture's name says of its theme."""
    return "" if scheme == "light" else f"-{scheme}"


@contextmanager
def visit(
    product: RunningProduct, browser: Browser, screen: Screen, device: dict, scheme: str
) -> Iterator[Page]:
    """Show the screen to whoever it is for; pictures are loaded and nothing moves any more."""
    context = browser.new_context(
        base_url=product.url,
        color_scheme=scheme,
        reduced_motion="reduce",
        **(device | {"device_scale_factor": 1}),
    )
    if screen.signed_in_as:
        sign_in(context, product, screen.signed_in_as)
    page = context.new_page()
    screen.show(page, product)
    settle(page)
    # As high as the page is, so that bars stand at its end and not over its middle.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": device["viewport"]["width"], "height": height})
    try:
        yield page
    finally:
        context.close()


def settle(page: Page) -> None:
    """Return when the fonts and pictures in view are there."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(
        "Promise.all([...document.images].filter((one) => one.loading !== 'lazy')"
        ".map((one) => one.decode().catch(() => true))).then(() => true)"
    )


def take_for_the_readme(product: RunningProduct, browser: Browser) -> None:
    """Set a phone before a desk: the end card, and the page that it leads to."""
    FOR_THE_README.mkdir(parents=True, exist_ok=True)
    end_cards, products = [], []
    for device in (DESKTOP, PHONE):
        context = browser.new_context(
            base_url=product.url,
            color_scheme="light",
            reduced_motion="reduce",
            **(device | {"device_scale_factor": 2}),
        )
        page = context.new_page()
        card = FeedPage(page).open_clip("demoVase").watch_to_the_end()
        settle(page)
        end_cards.append(page.screenshot())
        card.view.click()
        ProductPage(page).is_open()
        settle(page)
        products.append(page.screenshot())
        context.close()
    compose(browser, end_cards, FOR_THE_README / "feed-end-card.png")
    compose(browser, products, FOR_THE_README / "product.png")


def compose(browser: Browser, pictures: list[bytes], path: Path) -> None:
    """Write one picture of a desk with a phone before it."""
    desk, phone = (base64.b64encode(picture).decode() for picture in pictures)
    page = browser.new_page(viewport=CANVAS)
    page.set_content(
        f"""<style>
          body {{ margin: 0; background: linear-gradient(160deg, #f4f3f6, #dcd9e2); }}
          img {{ position: absolute;
                 box-shadow: 0 0 0 1px #18171c1f, 0 28px 70px -18px #18171c73; }}
          .desk {{ left: 40px; top: 48px; width: 1240px; border-radius: 16px; }}
          .phone {{ right: 40px; bottom: 40px; width: 320px; border-radius: 34px;
                    border: 9px solid #18171c; }}
        </style>
        <img class="desk" src="data:image/png;base64,{desk}">
        <img class="phone" src="data:image/png;base64,{phone}">"""
    )
    settle(page)
    page.screenshot(path=path)
    page.close()
    print(path)


if __name__ == "__main__":
    main()
