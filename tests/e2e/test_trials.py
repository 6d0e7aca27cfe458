"""A gift of a trial, from the day it was accepted: it ends by itself, and nobody is charged."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.accessibility import harm_found
from tests.e2e.pages.mailbox import MailboxPage
from tests.e2e.pages.sandbox_checkout import SandboxCheckout
from tests.e2e.pages.trials import TrialsPage
from tests.e2e.shown_trials import accept, person_named
from tests.e2e.visitors import PHONE, Visit

RUSH = "Adobe Premiere Rush"
NAME = f"{RUSH}: 90 days"


@pytest.fixture
def accepted(given: Callable, somebody: str) -> Callable[[int], None]:
    """Let somebody have accepted the gift so many days ago."""

    def accept_days_ago(days_ago: int) -> None:
        given(
            lambda db: accept(
                db,
                "premiere-rush-90-days",
                person_named(db, somebody),
                days_ago=days_ago,
                sender="leo",
            )
        )

    return accept_days_ago


@pytest.mark.parametrize("device", [{}, {"on": PHONE}], ids=["desk", "phone"])
def test_cancelling_takes_one_click_and_can_be_undone(
    visit: Visit, somebody: str, accepted: Callable, device: dict
):
    """1. The gift costs nothing, and says when it ends. 2. One click cancels, and says until when
    it works. 3. One click undoes that. 4. All of it stands there with its dates.
    """
    accepted(0)
    gifts = TrialsPage(visit(signed_in_as=somebody, **device)).open()
    gift = gifts.gift(NAME)
    expect(gifts.today).to_contain_text("$0.00")
    expect(gift.article).to_contain_text("Ends ")

    gift.cancel.click()
    expect(gift.article).to_contain_text("Cancelled")
    expect(gift.article).to_contain_text("It works until tomorrow")
    expect(gift.keep).to_have_count(0)

    gift.undo.click()
    expect(gift.cancel).to_be_visible()
    gift.history.click()
    expect(gift.lines).to_contain_text(
        ["You accepted the gift", "You cancelled", "You took the cancellation back"]
    )


def test_doing_nothing_ends_it_and_costs_nothing(visit: Visit, somebody: str, accepted: Callable):
    """1. It is over, and stands under Past. 2. A letter said so. 3. The files tell the same."""
    accepted(100)
    page = visit(signed_in_as=somebody)
    gifts = TrialsPage(page).open("past")
    gift = gifts.gift(NAME)
    expect(gift.article).to_contain_text("Ended")
    expect(gift.article).to_contain_text("Nothing was charged")
    expect(gift.cancel).to_have_count(0)

    exported = json.loads(page.request.get("/trials/ledger.json").text())["gifts"][0]
    assert {line["what"] for line in exported["lines"]} == {"accepted", "ended"}
    assert "Nothing was charged" in page.request.get("/trials/ledger.csv").text()
    expect(gifts.open().gift(NAME).article).to_contain_text("Ended")
    letter = MailboxPage(page).open().mail(f"{RUSH} has ended; nothing was charged")
    expect(letter).to_be_visible()


def test_the_consent_is_read_and_ticked_by_the_person(
    visit: Visit, somebody: str, accepted: Callable
):
    """By keyboard alone. 1. The dialog names price, interval and first charge. 2. Nothing goes on
    before the tick. 3. Escape closes it, and the focus is back. 4. The tick is gone the next time.
    """
    accepted(6)
    page = visit(signed_in_as=somebody, reduced_motion="reduce")
    gifts = TrialsPage(page).open()
    gift, keep = gifts.gift(NAME), gifts.dialog(RUSH)

    gift.keep.focus()
    page.keyboard.press("Enter")
    expect(keep.dialog).to_be_visible()
    expect(keep.dialog).to_contain_text("$9.99 every month")
    expect(keep.dialog).to_contain_text("First charge")
    expect(keep.yes).not_to_be_checked()
    expect(keep.go_on).to_be_disabled()
    assert harm_found(page) == []

    keep.yes.focus()
    page.keyboard.press("Space")
    expect(keep.go_on).to_be_enabled()
    page.keyboard.press("Escape")
    expect(keep.dialog).to_have_count(0)
    expect(gift.keep).to_be_focused()

    page.keyboard.press("Enter")
    expect(keep.yes).not_to_be_checked()
    expect(keep.go_on).to_be_disabled()
    keep.not_now.click()
    expect(keep.dialog).to_have_count(0)


def test_keeping_goes_on_to_pay_later_and_nothing_is_charged_today(
    visit: Visit, somebody: str, accepted: Callable
):
    """1. Somebody agrees and gives a card. 2. Back here it is “Kept”, by itself. 3. What they
    agreed to can be read again, and was mailed. 4. One click takes the charge away.
    """
    accepted(6)
    page = visit(signed_in_as=somebody)
    gifts = TrialsPage(page).open()
    gift, keep = gifts.gift(NAME), gifts.dialog(RUSH)
    gift.keep.click()
    asked = keep.yes.locator("xpath=..").inner_text()
    keep.yes.check()
    keep.go_on.click()

    SandboxCheckout(page).subscribe()
    expect(gift.article).to_contain_text("Kept")
    expect(gift.article).to_contain_text("First charge ")
    expect(gifts.today).to_contain_text("$0.00")
    gift.agreed.click()
    expect(page.get_by_role("dialog", name="What you agreed to")).to_contain_text(asked)
    page.keyboard.press("Escape")

    gift.cancel.click()
    expect(gift.article).to_contain_text("You cancelled, so nothing will be charged.")
    expect(gift.undo).to_be_visible()
    expect(MailboxPage(page).open().mail(f"You agreed to keep {RUSH}")).to_be_visible()
