"""The pages of figures: all clips of a creator, and one of them."""

import re

from playwright.sync_api import Locator, Page, expect


class TableBehind:
    """A table behind its name."""

    def __init__(self, page: Page, name: str) -> None:
        self.summary = page.locator("summary", has_text=name)
        self.region = page.get_by_role("region", name=name)
        self.rows = self.region.locator("tbody tr")

    def open(self) -> "TableBehind":
        """Show the table."""
        self.summary.click()
        expect(self.region).to_be_visible()
        return self


class AnalyticsPage:
    """How clips do, in numbers, plots and tables."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.get_by_role("main")
        self.periods = page.get_by_role("navigation", name="Period")
        self.per_day = page.get_by_role("region", name="Per day")
        self.plot = self.per_day.get_by_role("img")
        self.day_table = TableBehind(page, "Every day as a table")
        self.second_table = TableBehind(page, "Every second as a table")
        self.clips = page.get_by_role("region", name="Your clips").get_by_role("table")
        self.steps = page.get_by_role("list", name="Funnel").get_by_role("listitem")
        self.alert = page.get_by_role("alert")

    def open(self, clip_id: str = "", *, query: str = "") -> "AnalyticsPage":
        """Open the figures of one clip, or of all."""
        where = f"/studio/videos/{clip_id}/analytics" if clip_id else "/studio/analytics"
        self.page.goto(where + query)
        expect(self.per_day).to_be_visible()
        return self

    def figure(self, name: str) -> Locator:
        """Return the number of this name."""
        of_it = self.page.locator(".kpi", has=self.page.get_by_role("link", name=name, exact=True))
        return of_it.locator("dd").first

    def pick(self, words: str) -> None:
        """Pick a period, or a figure for the plot."""
        self.main.get_by_role("link", name=words, exact=True).click()

    def shows(self, days: int) -> None:
        """Return when the figures of so many days are there."""
        expect(self.plot.first).to_have_attribute("aria-label", re.compile(f", {days} days\\."))
