"""Discover: the field, what it finds, and what is trending."""

from playwright.sync_api import Locator, Page, expect


class DiscoverPage:
    """What somebody sees who looks for something."""

    def __init__(self, page: Page) -> None:
        self.page = page
        main = page.get_by_role("main")
        self.field = main.get_by_role("searchbox", name="Search")
        self.clear = main.get_by_role("button", name="Clear search")
        self.banner = main.get_by_role("link", name="Small Gestures")
        self.hashtags = main.get_by_role("list", name="Trending hashtags")
        self.trending = main.get_by_role("list", name="Trending products")
        self.said = main.get_by_role("status")
        self.alert = main.get_by_role("alert")
        self.nothing = main.get_by_role("heading", name="Nothing for")

    def open(self, address: str = "/discover") -> "DiscoverPage":
        """Open the page; return when the field stands there and has come to life."""
        self.page.goto(address)
        expect(self.hashtags.or_(self.said.filter(has_text="."))).to_be_attached()
        return self

    def type(self, words: str) -> "DiscoverPage":
        """Type letter after letter, as people do."""
        self.field.press_sequentially(words)
        return self

    def part(self, title: str) -> Locator:
        """Return the results of one kind."""
        return self.page.get_by_role("region", name=title)

    def hits(self, title: str) -> Locator:
        """Return the links of one kind, the first result first."""
        return self.part(title).get_by_role("listitem").get_by_role("link")
