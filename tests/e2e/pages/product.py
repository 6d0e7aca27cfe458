"""The page of one product."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect


class ProductPage:
    """What somebody sees before buying."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.title = page.get_by_role("heading", level=1)
        self.main = page.get_by_role("main")
        self.status = self.main.get_by_role("status")
        self.alert = self.main.get_by_role("alert")
        self.buy_now = page.get_by_role("button", name="Buy now")
        self.photos = page.get_by_role("group", name="Photos")
        self.clip = self.main.get_by_role("link", name="Seen in a clip by")

    def open(self, slug: str) -> "ProductPage":
        """Open the page without having come from a clip."""
        self.page.goto(f"/product/{slug}")
        return self.is_open()

    def is_open(self) -> "ProductPage":
        """Return when the product stands there."""
        expect(self.title).to_be_visible()
        return self

    def buy_at(self, domain: str) -> Locator:
        """Return the link to the outside shop."""
        return self.page.get_by_role("link", name=f"Buy at {domain}")

    @property
    def impression(self) -> str:
        """The id of the showing that led here."""
        return impression_of(self.page.url)


def impression_of(address: str) -> str:
    """Return the showing that a product's address names."""
    return parse_qs(urlsplit(address).query).get("via", [""])[0]
