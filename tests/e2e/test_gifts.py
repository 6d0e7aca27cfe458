"""Gifts, from the programme to the one who accepts, in browsers of their own."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from smallgestures.accounts.queries import find_by_handle
from smallgestures.gestures.gifts.links import link_token
from smallgestures.gestures.gifts.models import Gift
from smallgestures.gestures.gifts.service import send_gift
from smallgestures.gestures.offers.models import Offer
from tests.e2e.made_clips import make_clip
from tests.e2e.pages.gestures import GesturesPage, SendDialog
from tests.e2e.pages.gift import GiftArticle
from tests.e2e.pages.inbox import InboxPage
from tests.e2e.pages.mailbox import MailboxPage
from tests.e2e.pages.sign_up import SignUpPage, VerifyPage
from tests.e2e.visitors import PHONE, Visit
from tests.gifts import make_giver
from tests.people import PASSWORD

RUSH, PANDORA = "Adobe Premiere Rush: 90 days", "Pandora: 90 days"
DASHPASS, CARD, TOP_COAT = "dashpass-1-month", "nyx-5-dollar-gift-card", "essie-top-coat"
NOTE = "For the film of your grandmother’s garden. <b>🌿</b> شكراً"


@dataclass
class Pair:
    """A giver and somebody to give to, of one test alone."""

    given: Callable[..., Any]
    giver: str
    friend: str

    @property
    def giver_name(self) -> str:
        return self.giver.capitalize()

    def send(self, offer: str, *, to: str | None = None, note: str = "For you.") -> str:
        """Send a gift through the domain; return the address of its public page."""

        def work(db: Session) -> str:
            giver = find_by_handle(db, self.giver)
            assert giver is not None
            key = secrets.token_hex(8)
            gift = send_gift(db, offer, sender_id=giver.key, to=to, note=note, key=key)
            return f"/gift/{link_token(gift)}"

        address: str = self.given(work)
        return address

    def units_left(self, slug: str) -> int:
        """How many of an offer are left."""
        statement = select(Offer.units_left).where(Offer.slug == slug)
        left: int = self.given(lambda db: db.exec(statement).one())
        return left

    def gifts(self) -> list[Gift]:
        """What the giver sent."""

        def work(db: Session) -> list[Gift]:
            giver = find_by_handle(db, self.giver)
            assert giver is not None
            return list(db.exec(select(Gift).where(Gift.sender_id == giver.key)))

        gifts: list[Gift] = self.given(work)
        return gifts


@pytest.fixture
def pair(given: Callable[..., Any]) -> Pair:
    """Two grown-ups who have been here for a while."""
    names = [f"{word}{secrets.token_hex(4)}" for word in ("leo", "ana")]

    def make(db: Session) -> None:
        for name in names:
            make_giver(db, name)

    given(make)
    return Pair(given, *names)


def test_from_the_programme_to_a_gift_that_is_accepted(visit: Visit, pair: Pair):
    """Two people, each in a browser of their own.

    1. The giver chooses, reads the terms, finds the friend, writes, sends: “2 of 3 left”.
    2. The friend, on a phone, finds it wrapped; opened it shows note and terms; accepted it runs.
    3. The giver sees “Accepted” and the thanks, and nothing of the trial.
    """
    giver = visit(signed_in_as=pair.giver)
    dialog = GesturesPage(giver).open().compose().choose(RUSH)
    expect(dialog.terms).to_contain_text("It ends by itself, no charge")
    expect(dialog.terms).to_contain_text("$9.99 a month after")
    dialog.find(pair.friend).note.fill(NOTE)
    expect(dialog.preview).to_contain_text("Something for you")
    dialog.send.click()
    expect(dialog.dialog).to_contain_text("2 of 3 left")
    dialog.conversation.click()
    expect(giver).to_have_url(re.compile(r"/inbox/[\w-]+$"))

    friend = visit(signed_in_as=pair.friend, on=PHONE)
    gift = GiftArticle(friend, pair.giver_name).open(giver.url)
    expect(gift.article).not_to_contain_text("Premiere")
    gift.open_gift.click()
    expect(gift.article).to_contain_text(NOTE)
    expect(gift.article).to_contain_text("that one of its gifts was accepted")
    gift.accept.click()
    gift.is_accepted()
    gift.thank("It made my day.")
    expect(friend.get_by_role("log").get_by_text("It made my day.")).to_be_visible()

    giver.reload()
    mine = GiftArticle(giver, pair.giver_name).is_accepted()
    expect(giver.get_by_role("log").get_by_text("It made my day.")).to_be_visible()
    expect(mine.article).not_to_contain_text("From 2")


def test_a_giver_sees_that_a_gift_was_opened_by_its_link_and_the_video_of_thanks(
    visit: Visit, pair: Pair
):
    """The giver has the conversation open all along, and reloads nothing.

    1. The friend looks at the gift's own page, in the background it says so: “Opened”.
    2. They accept, and send thanks with a clip of their own: it stands in the conversation.
    3. It leads the giver to the clip.
    """
    address = pair.send(DASHPASS, to=pair.friend)
    clip = pair.given(lambda db: make_clip(db, by=pair.friend, caption="First light"))
    giver = visit(signed_in_as=pair.giver)
    inbox = InboxPage(giver).open()
    inbox.with_person(pair.friend.capitalize()).click()
    mine = GiftArticle(giver, pair.giver_name)
    expect(mine.article.get_by_text("Sent", exact=True)).to_be_visible()

    friend = visit(signed_in_as=pair.friend, on=PHONE)
    gift = GiftArticle(friend, pair.giver_name).open(address)
    expect(mine.article.get_by_text("Opened", exact=True)).to_be_visible()
    gift.accept.click()
    gift.is_accepted()
    gift.thank("Look what I made with it.", clip="First light")
    expect(gift.article).to_contain_text("You said thank you")

    mine.is_accepted()
    expect(inbox.message("Look what I made with it.")).to_be_visible()
    inbox.log.get_by_role("link", name="Watch the video: First light").click()
    expect(giver).to_have_url(re.compile(f"/video/{clip}$"))


def test_not_for_me_gives_the_send_back_and_a_swap_keeps_the_gift(visit: Visit, pair: Pair):
    """1. A friend swaps a gift for another offer. 2. And then does not want it after all.

    3. Its units are back, and the giver reads that it found no home and has three sends.
    """
    dashpass = pair.units_left(DASHPASS)
    address = pair.send(DASHPASS, to=pair.friend)
    gift = GiftArticle(visit(signed_in_as=pair.friend), pair.giver_name).open(address)
    gift.swap_for(PANDORA)
    expect(gift.article).to_contain_text("Pandora Premium")
    assert pair.units_left(DASHPASS) == dashpass

    gift.not_for_me.click()

    expect(gift.status).to_contain_text("No hard feelings")
    programme = GesturesPage(visit(signed_in_as=pair.giver)).open()
    expect(programme.sent).to_contain_text("It found no home this time. Your send is back.")
    expect(programme.main).to_contain_text("3 of 3 left")


def test_an_item_asks_where_to_and_a_code_is_shown_once(visit: Visit, pair: Pair):
    """1. A top coat asks the friend for an address, which the giver never sees.

    2. A gift card's code is shown once; reloaded, the last four are left.
    """
    item, card = pair.send(TOP_COAT, to=pair.friend), pair.send(CARD, to=pair.friend)
    page = visit(signed_in_as=pair.friend)
    gift = GiftArticle(page, pair.giver_name).open(item)
    gift.fill_address(
        Name="Ana Sousa", Address="Rua do Sol 4", City="Lisboa", Postal_code="1200-195"
    )
    gift.accept.click()
    gift.is_accepted()

    gift.open(card)
    gift.accept.click()
    gift.is_accepted()
    gift.show_code.click()
    code = gift.article.get_by_text(re.compile(r"^NYX-\w{4}-\w{4}-\w{4}$"))
    expect(code).to_be_visible()
    last_four = code.inner_text()[-4:]
    page.reload()
    expect(gift.status).to_contain_text(f"It ends in {last_four}")
    expect(code).to_have_count(0)
    programme = GesturesPage(visit(signed_in_as=pair.giver)).open()
    expect(programme.sent).to_have_count(2)
    for secret in ("Rua do Sol", last_four):
        expect(programme.main).not_to_contain_text(secret)
        assert secret not in programme.page.content()


def test_a_link_is_accepted_by_somebody_who_signs_up_from_it(visit: Visit, pair: Pair):
    """1. The giver copies a link. 2. A stranger reads note and terms at once, without an account.

    3. “Accept” leads to an account and back; the address is confirmed, birth date and country
    are asked once, and the gift is theirs.
    """
    dialog = GesturesPage(visit(signed_in_as=pair.giver)).open().compose().choose(RUSH)
    dialog.as_link.click()
    dialog.note.fill("Whoever reads this first.")
    dialog.send.click()
    address = dialog.link.input_value()

    page = visit(expects=("401",))
    answer = page.request.get(address)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    gift = GiftArticle(page, pair.giver_name).open(address)
    expect(gift.article).to_contain_text("Whoever reads this first.")
    expect(gift.article).to_contain_text("It ends by itself")
    gift.accept.click()
    newcomer = f"new{secrets.token_hex(4)}"
    SignUpPage(page).sign_up(newcomer, PASSWORD)
    expect(gift.article).to_contain_text("Confirm your e-mail first")
    MailboxPage(page).open().mails.first.get_by_role("link").first.click()
    VerifyPage(page).confirm.click()
    expect(page.get_by_text("confirmed").first).to_be_visible()

    gift.open(address)
    gift.article.get_by_label("Birth date").fill("2001-02-03")
    gift.article.get_by_label("Country").select_option(label="Portugal")
    gift.accept.click()
    gift.is_accepted()
    late = GiftArticle(visit(signed_in_as=pair.friend), pair.giver_name).open(address)
    expect(late.status).to_contain_text("has been accepted already")


def test_everything_typed_is_kept_when_a_send_fails_and_the_keyboard_is_enough(
    visit: Visit, pair: Pair
):
    """By keyboard alone, on a line that fails once.

    1. The dialog opens by Enter, holds the focus, closes by Escape, gives the focus back.
    2. Offer, person and note by keys. 3. The send fails: all is still there. 4. It goes, once.
    """
    page = visit(signed_in_as=pair.giver, expects=("ERR_FAILED", "409"))
    programme = GesturesPage(page).open()
    programme.send_gift.focus()
    page.keyboard.press("Enter")
    dialog = SendDialog(page).is_open()
    page.keyboard.press("Escape")
    expect(dialog.dialog).to_be_hidden()
    expect(programme.send_gift).to_be_focused()

    page.keyboard.press("Enter")
    dialog.is_open().offer(RUSH).get_by_role("button", name="Choose").press("Enter")
    dialog.search.focus()
    page.keyboard.type(pair.friend)
    expect(dialog.person(pair.friend)).to_be_visible()
    page.keyboard.press("Enter")
    dialog.note.focus()
    page.keyboard.type("x" * 281)
    dialog.send.press("Enter")
    expect(dialog.alert).to_contain_text("at most 280 characters")
    page.keyboard.press("Shift+Tab")
    dialog.note.focus()
    page.keyboard.press("Backspace")
    page.route("**/api/gifts", lambda route: route.abort(), times=1)
    dialog.send.press("Enter")
    expect(dialog.alert).to_contain_text("What you typed is still here")
    expect(dialog.note).to_have_value("x" * 280)

    dialog.send.press("Enter")

    expect(dialog.dialog).to_contain_text("It is on its way")
    assert [len(gift.note) for gift in pair.gifts()] == [280]


def test_a_clip_and_a_profile_lead_to_a_gift_for_its_maker(visit: Visit, pair: Pair):
    """1. A profile's button opens the dialog with the person chosen. 2. So does the clip's.

    3. Somebody without an account signs in first, and comes back to the same person.
    """
    page = visit(signed_in_as=pair.giver)
    page.goto("/u/maya")
    page.get_by_role("main").get_by_role("link", name="Send a gift").click()
    dialog = SendDialog(page).is_open().choose(RUSH)
    expect(dialog.person("maya")).to_have_attribute("aria-selected", "true")

    page.goto("/video/demoAurora")
    page.get_by_role("button", name="Send a gift").first.click()
    SendDialog(page).is_open()

    stranger = visit()
    GesturesPage(stranger).open(to="maya").send_gift.click()
    expect(stranger).to_have_url(re.compile(r"/sign-in\?next="))
