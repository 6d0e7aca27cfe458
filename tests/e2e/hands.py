"""How somebody works a page: with a pointer, or by keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator


class Hand(Protocol):
    """What page objects do to fields and buttons, in whichever way."""

    def type(self, control: Locator, text: str) -> None:
        """Put a text into a field, in the place of what is there."""

    def press(self, control: Locator) -> None:
        """Press a button or a link."""

    def check(self, control: Locator) -> None:
        """Tick a box."""

    def choose(self, control: Locator, option: str) -> None:
        """Choose the option of this label."""

    def pick(self, option: Locator, *, of: Locator) -> None:
        """Take the first option that a search has found."""


class Pointer:
    """A mouse or a finger."""

    def type(self, control: Locator, text: str) -> None:
        control.fill(text)

    def press(self, control: Locator) -> None:
        control.click()

    def check(self, control: Locator) -> None:
        control.check()

    def choose(self, control: Locator, option: str) -> None:
        control.select_option(label=option)

    def pick(self, option: Locator, *, of: Locator) -> None:
        option.click()


POINTER = Pointer()
