"""The settings of whoever is signed in."""

from playwright.sync_api import Page


class SettingsPage:
    """Who one is, and where one is signed in."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.name = page.get_by_label("Name")
        self.save = page.get_by_role("button", name="Save")
        self.time_zone = page.get_by_label("Times are shown in")
        self.confirmed = page.get_by_text("Confirmed", exact=True)
        self.not_confirmed = page.get_by_text("Not confirmed", exact=True)
        self.send_again = page.get_by_role("button", name="Send the link again")
        self.save_data = page.get_by_role("switch", name="Save data")
        self.sessions = page.get_by_role("list", name="Open sessions").get_by_role("listitem")
        self.sign_out = page.get_by_role("button", name="Sign out", exact=True)
        self.sign_out_elsewhere = page.get_by_role("button", name="Sign out everywhere else")

    def open(self) -> "SettingsPage":
        self.page.goto("/settings")
        self.name.wait_for()
        return self

    def rename(self, name: str) -> None:
        self.name.fill(name)
        self.save.click()
