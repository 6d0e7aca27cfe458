"""The orders of whoever is signed in, and the page of one."""

import re

from playwright.sync_api import Locator, Page, expect


class OrdersPage:
    """All orders, the newest first."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1, name="Orders")
        self.rows = page.get_by_role("list", name="Orders").get_by_role("listitem")
        self.empty = page.get_by_role("heading", name="No orders yet")

    def open(self) -> "OrdersPage":
        self.page.goto("/orders")
        expect(self.heading).to_be_visible()
        return self


class OrderPage:
    """One order."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", level=1, name=re.compile(r"^Order \d+$"))
        self.status = page.get_by_role("main").get_by_role("status")
        self.alert = page.get_by_role("alert")
        self.try_again = page.get_by_role("button", name="Try again")
        self.steps = page.get_by_role("list", name="What happened")
        self.chain = page.get_by_role("list", name="From the clip to the order")
        self.main = page.get_by_role("main")
        self.no_connection = page.get_by_text("No connection – this page updates when it is back")

    def open(self, public_id: str) -> "OrderPage":
        self.page.goto(f"/orders/{public_id}")
        return self.is_open()

    def is_open(self) -> "OrderPage":
        """Return when the order stands there."""
        expect(self.heading).to_be_visible()
        return self

    def part(self, title: str) -> Locator:
        """Return what stands under a heading."""
        heading = self.page.get_by_role("heading", name=title)
        return self.page.locator("section").filter(has=heading)

    @property
    def public_id(self) -> str:
        """Which order it is."""
        return self.page.url.rpartition("/")[2].partition("?")[0]
