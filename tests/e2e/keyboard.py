"""Somebody who has no mouse: goes from control to control by Tab."""

from playwright.sync_api import Locator, Page, expect

MOST_CONTROLS = 200  # of one page, with those of the navigation


class Keyboard:
    """The keys of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, control: Locator) -> None:
        """Press Tab until the control has the focus."""
        expect(control).to_be_visible()
        expect(control).to_be_enabled()
        for _ in range(MOST_CONTROLS):
            if control.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {control}")

    def press(self, control: Locator, *keys: str) -> None:
        """Go to the control, and press keys there; Enter when none is named."""
        self.go_to(control)
        for key in keys or ("Enter",):
            self.page.keyboard.press(key)

    def check(self, control: Locator) -> None:
        """Go to the box, and tick it."""
        self.press(control, "Space")

    def choose(self, control: Locator, option: str) -> None:
        """Go to the list, and type the option's label."""
        self.press(control, *option)

    def pick(self, option: Locator, *, of: Locator) -> None:
        """Press Enter in the search when the option is there."""
        expect(option).to_be_visible()
        self.press(of)

    def type(self, control: Locator, text: str) -> None:
        """Go to the field, and type into it in the place of what is there."""
        self.press(control, "ControlOrMeta+a")
        self.page.keyboard.type(text)
