"""Small Gestures from the search to an honest end, with time moving in the browser.

Whatever happens on the way: nobody is charged who did not say yes to the price and the day,
and what nobody keeps ends by itself.
"""

import secrets
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from smallgestures.accounts.queries import find_by_handle
from smallgestures.billing.subscriptions.models import ConsentRecord, StripeCustomer
from smallgestures.gestures.gifts.holding import Holder
from smallgestures.gestures.gifts.service import accept_gift, send_gift
from tests.e2e.accessibility import harm_found
from tests.e2e.keyboard import Keyboard
from tests.e2e.pages.discover import DiscoverPage
from tests.e2e.pages.gestures import GesturesPage
from tests.e2e.pages.gift import GiftArticle
from tests.e2e.pages.inbox import InboxPage
from tests.e2e.pages.mailbox import MailboxPage
from tests.e2e.pages.sandbox_checkout import CONFIRMS, FAILS_LATER, SUCCEEDS, SandboxCheckout
from tests.e2e.pages.sandbox_panel import SandboxPanel
from tests.e2e.pages.trials import GiftArticle as Trial
from tests.e2e.pages.trials import TrialsPage
from tests.e2e.running_product import RunningProduct
from tests.e2e.visitors import PHONE, Visit
from tests.gifts import make_giver

RUSH = "Adobe Premiere Rush"
OFFER = f"{RUSH}: 90 days"
SLUG = "premiere-rush-90-days"
A_WEEK_BEFORE = 83


@pytest.fixture
def people(moving_product: RunningProduct) -> Callable[[str], str]:
    """Somebody who has been here for a while; the handle."""

    def make(word: str) -> str:
        handle = f"{word}{secrets.token_hex(3)}"
        moving_product.given(lambda db: make_giver(db, handle))
        return handle

    return make


def advance(visit: Visit, moving_product: RunningProduct, *days: int) -> None:
    """Let a moderator move time."""
    panel = SandboxPanel(visit(signed_in_as="moderator", at=moving_product)).open()
    for number in days:
        panel.advance(number)
    panel.page.close()


def give(moving_product: RunningProduct, giver: str, recipient: str) -> None:
    """Have somebody accept a gift, through the domain, at the time that it is there."""

    def work(db: Session) -> None:
        sender, other = find_by_handle(db, giver), find_by_handle(db, recipient)
        assert sender is not None
        assert other is not None
        key = secrets.token_hex(8)
        gift = send_gift(db, SLUG, sender_id=sender.key, to=recipient, note="For you.", key=key)
        accept_gift(db, Holder(other.key, public_id=gift.public_id))

    moving_product.given(work)


def trial_of(page: Page, tab: str = "") -> Trial:
    """Open somebody's gifts, and return the one that they have."""
    return TrialsPage(page).open(tab).gift(OFFER)


def keep(page: Page, card: str = SUCCEEDS) -> None:
    """Say yes to the price, and go to the end of the page that takes the card."""
    trial_of(page).keep.click()
    asked = TrialsPage(page).dialog(RUSH)
    expect(asked.go_on).to_be_disabled()
    asked.yes.check()
    asked.go_on.click()
    SandboxCheckout(page).subscribe(card)


def in_stripe(moving_product: RunningProduct, handle: str) -> int:
    """How many customers Stripe has of somebody."""
    answer = httpx.get(
        f"http://127.0.0.1:{moving_product.sandbox_port}/v1/customers",
        params={"email": f"{handle}@example.com"},
        headers={"authorization": "Bearer sk_test_of_the_tests"},
    )
    return len(answer.raise_for_status().json()["data"])


def ours_of(moving_product: RunningProduct, handle: str) -> tuple[int, int]:
    """How many consents and customers we have of somebody."""

    def work(db: Session) -> tuple[int, int]:
        person = find_by_handle(db, handle)
        assert person is not None
        consents = select(ConsentRecord).where(ConsentRecord.person_id == person.key)
        customers = select(StripeCustomer).where(StripeCustomer.person_id == person.key)
        return len(db.exec(consents).all()), len(db.exec(customers).all())

    counted: tuple[int, int] = moving_product.given(work)
    return counted


def test_a_gift_is_found_sent_accepted_kept_and_paid(
    visit: Visit, moving_product: RunningProduct, people: Callable[[str], str]
):
    """The main journey, two browsers at once, by keyboard alone.

    1. The giver finds the programme by a misspelled search, chooses, writes, sends.
    2. The gift appears on the friend's open screen; opened, it shows its terms; accepted, it runs.
    3. A week before its end a letter says so. 4. The friend keeps it: consent, card, “Kept”;
    nothing is charged. 5. On the day they agreed to they are charged once, and have a receipt.
    """
    giver, friend = people("gil"), people("fay")
    friends = visit(signed_in_as=friend, at=moving_product, on=PHONE)
    keys = Keyboard(friends)
    inbox = InboxPage(friends).open()
    expect(inbox.empty).to_be_visible()

    givers = visit(signed_in_as=giver, at=moving_product)
    givers_keys = Keyboard(givers)
    discover = DiscoverPage(givers).open()
    givers_keys.type(discover.field, "smal gestures")
    givers_keys.press(discover.banner)
    dialog = GesturesPage(givers).compose(by=givers_keys).choose(OFFER, by=givers_keys)
    dialog.find(friend, by=givers_keys)
    givers_keys.type(dialog.note, "For the film of your garden.")
    givers_keys.press(dialog.send)
    expect(dialog.dialog).to_contain_text("2 of 3 left")
    assert harm_found(givers) == []

    keys.press(inbox.with_person(giver.capitalize()))
    gift = GiftArticle(friends, giver.capitalize())
    keys.press(gift.open_gift)
    expect(gift.article).to_contain_text("It ends by itself, no charge")
    assert harm_found(friends) == []
    keys.press(gift.accept)
    gift.is_accepted()
    assert ours_of(moving_product, friend) == (0, 0)

    advance(visit, moving_product, 30, 30, 7, 7, 7, 1, 1)
    letters = MailboxPage(friends).open()
    expect(letters.mail(f"{RUSH} ends on")).to_be_visible()
    keys.press(trial_of(friends).keep)
    asked = TrialsPage(friends).dialog(RUSH)
    expect(asked.go_on).to_be_disabled()
    keys.press(asked.yes, "Space")
    keys.press(asked.go_on)
    SandboxCheckout(friends).subscribe(by=keys)
    trial = Trial(friends.get_by_role("article", name=OFFER))
    expect(trial.article).to_contain_text("Kept")
    expect(trial.article).to_contain_text("First charge")
    assert ours_of(moving_product, friend) == (1, 1)

    advance(visit, moving_product, 7)
    expect(trial_of(friends).article).to_contain_text("Subscribed")
    expect(letters.open().mail("$9.99")).to_be_visible()
    giver_inbox = InboxPage(givers).open()
    givers_keys.press(giver_inbox.with_person(friend.capitalize()))
    mine = GiftArticle(givers, giver.capitalize()).is_accepted()
    expect(mine.article).not_to_contain_text("Subscribed")


def test_what_nobody_keeps_ends_and_what_is_kept_is_charged_as_agreed(
    visit: Visit, moving_product: RunningProduct, people: Callable[[str], str]
):
    """Four people, one season: whatever each does, money moves only where a yes stands.

    1. One does nothing: it ends, and Stripe has never heard of them. 2. One cancels, and lets
    24 hours pass: it is over. 3. One keeps it with a card that is refused later: told, fixes it by
    another card, subscribed once. 4. One confirms the card with the bank, then takes the charge
    away again: the free days stay, and nothing is charged.
    """
    giver = people("gus")
    idle, sorry, broke, careful = (people(word) for word in ("ida", "sol", "bo", "cy"))
    for at, recipient in enumerate((idle, sorry, broke, careful)):
        give(moving_product, giver if at < 3 else people("gia"), recipient)
    sorrys = visit(signed_in_as=sorry, at=moving_product)
    trial_of(sorrys).cancel.click()
    expect(trial_of(sorrys).undo).to_be_visible()
    advance(visit, moving_product, 1)
    expect(trial_of(sorrys, "past").article).to_contain_text("You cancelled, and it ended on")

    brokes = visit(signed_in_as=broke, at=moving_product)
    keep(brokes, FAILS_LATER)
    expect(trial_of(brokes).article).to_contain_text("Kept")
    carefuls = visit(signed_in_as=careful, at=moving_product)
    keep(carefuls, CONFIRMS)
    SandboxCheckout(carefuls).confirm.click()
    expect(trial_of(carefuls).article).to_contain_text("Kept")
    trial_of(carefuls).cancel.click()
    expect(trial_of(carefuls).article).to_contain_text("so nothing will be charged")

    advance(visit, moving_product, 90)

    idles = visit(signed_in_as=idle, at=moving_product)
    over = trial_of(idles, "past").article
    expect(over).to_contain_text("Ended")
    expect(over).to_contain_text("Nothing was charged")
    assert (ours_of(moving_product, idle), in_stripe(moving_product, idle)) == ((0, 0), 0)
    expect(trial_of(carefuls, "past").article).to_contain_text("Nothing was charged")
    trial_of(brokes).fix.click()
    SandboxCheckout(brokes).fill_card(SUCCEEDS)
    brokes.get_by_role("button", name="Pay").click()
    expect(trial_of(brokes).article).to_contain_text("Subscribed")
