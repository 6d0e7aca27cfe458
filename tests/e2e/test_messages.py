"""Two people write to each other, each in a browser of their own."""

import re
import secrets

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, col, select

from smallgestures.accounts.service import find_person_id
from smallgestures.accounts.ties.service import follow_person
from smallgestures.messaging.models import Message, MessageKind
from smallgestures.messaging.service import post_message
from tests.e2e.pages.inbox import InboxPage
from tests.e2e.visitors import PHONE
from tests.people import make_person

FEW = 4  # tries: two by hand, and what comes after a pause of three seconds


@pytest.fixture
def friends(given) -> tuple[str, str]:
    """Two people of this test alone; the first follows the second."""
    names = [f"{name}{secrets.token_hex(4)}" for name in ("ana", "ben")]

    def make(db: Session) -> None:
        ana, ben = (make_person(db, name) for name in names)
        follow_person(db, ana.key, followed_id=ben.key)

    given(make)
    return names[0], names[1]


def said(given, text: str) -> int:
    """How often a text is stored."""
    return given(lambda db: len(db.exec(select(Message).where(Message.text == text)).all()))


def talk(given, sender: str, recipient: str, number: int) -> None:
    """Have one person written many messages to another."""

    def write(db: Session) -> None:
        ids = [find_person_id(db, handle) for handle in (sender, recipient)]
        for n in range(number):
            post_message(
                db,
                sender_id=ids[0],
                recipient_id=ids[1],
                kind=MessageKind.TEXT,
                client_key=f"earlier-{n:04}",
                text=f"Message {n}",
            )

    given(write)


def test_a_message_appears_on_the_others_screen_and_is_seen(visit, friends, given):
    """The journey of a message, while both look.

    1. Ana writes from Ben’s profile; his list shows it without a reload, with a count.
    2. He opens it: the count goes, and she reads “Seen”.
    3. He answers while she is typing: what she has typed stays, the answer is there.
    4. HTML, emoji and Arabic are shown as they were typed.
    """
    ana_handle, ben_handle = friends
    ana, ben = InboxPage(visit(signed_in_as=ana_handle)), InboxPage(visit(signed_in_as=ben_handle))
    ben.open()
    expect(ben.empty).to_be_visible()

    ana.write_to(ben_handle).say("Start with the gate.")

    name = ana_handle.capitalize()
    expect(ben.with_person(name)).to_contain_text("Start with the gate.")
    expect(ben.unread).to_have_text("1")
    ben.with_person(name).click()
    expect(ben.message("Start with the gate.")).to_be_visible()
    expect(ben.unread).to_be_hidden()
    expect(ana.log.get_by_text("Seen")).to_be_visible()

    ana.box.fill("I was about to say")
    ben.say("<b>Also</b>, hold on 👋")
    expect(ana.message("<b>Also</b>, hold on 👋")).to_be_visible()
    expect(ana.box).to_have_value("I was about to say")
    ben.say("مرحبا")
    expect(ana.message("مرحبا")).to_have_css("direction", "rtl")


def test_what_is_sent_offline_arrives_once_when_the_connection_is_back(visit, friends, given):
    """1. Offline, Ana presses twice and reads what became of it. 2. Online it goes by itself.

    3. Ben was away meanwhile; what was sent is there when he comes back. 4. It is stored once.
    """
    ana_handle, ben_handle = friends
    page = visit(signed_in_as=ana_handle, expects=("ERR_INTERNET_DISCONNECTED", "WebSocket"))
    ana = InboxPage(page).write_to(ben_handle)
    lost: list[str] = []
    page.on("requestfailed", lambda asked: asked.method == "POST" and lost.append(asked.url))
    page.context.set_offline(True)

    ana.box.fill("Written in a tunnel")
    ana.send.dblclick()
    expect(ana.log.get_by_text("Not sent.")).to_be_visible()
    ana.try_again.click()
    expect(ana.log.get_by_text("Not sent.")).to_be_visible()
    assert said(given, "Written in a tunnel") == 0
    assert len(lost) <= FEW, "it was tried again without a pause"

    page.context.set_offline(False)
    expect(ana.try_again).to_be_hidden()
    expect(ana.message("Written in a tunnel")).to_have_count(1)
    ben = InboxPage(visit(signed_in_as=ben_handle)).open()
    expect(ben.with_person(ana_handle.capitalize())).to_contain_text("Written in a tunnel")
    assert said(given, "Written in a tunnel") == 1


def test_an_answer_that_got_lost_does_not_double_the_message(visit, friends, given):
    """The server stores the message, and its answer never comes: sent again, it is the same."""
    ana_handle, ben_handle = friends
    page = visit(signed_in_as=ana_handle, expects=("ERR_FAILED",))
    ana = InboxPage(page).write_to(ben_handle)

    def swallow(route) -> None:
        route.fetch()
        route.abort()

    page.route(re.compile(r"/inbox/[\w-]+$"), swallow, times=1)
    with page.expect_event("requestfailed"):
        ana.say("Only once")

    expect(ana.message("Only once")).to_have_count(1)
    expect(ana.log.get_by_text("Not sent.")).to_be_hidden()
    assert said(given, "Only once") == 1


def test_a_strangers_request_is_let_in_and_a_blocked_friend_reads_nothing_of_it(
    visit, friends, given
):
    """On phones. 1. A stranger’s message waits under Requests. 2. Accepted, they talk.

    3. Ben blocks and reports them in one go. 4. They read that it was not sent, and not why.
    """
    _, ben_handle = friends
    zoe_handle = f"zoe{secrets.token_hex(4)}"
    given(lambda db: make_person(db, zoe_handle))
    zoe = InboxPage(visit(signed_in_as=zoe_handle, on=PHONE, expects=("422",)))
    ben = InboxPage(visit(signed_in_as=ben_handle, on=PHONE))
    zoe.write_to(ben_handle).say("Hi, we met at the market")
    ben.open()
    expect(ben.empty).to_be_visible()

    ben.page.get_by_role("link", name="Requests").click()
    ben.with_person(zoe_handle.capitalize()).click()
    ben.accept.click()
    expect(ben.accept).to_be_hidden()
    ben.say("So we did")
    expect(zoe.message("So we did")).to_be_visible()

    ben.more.click()
    ben.page.get_by_text("Report", exact=True).click()
    ben.page.get_by_label("A scam, or somebody else’s name").check()
    ben.page.get_by_label(re.compile("^Block ")).check()
    ben.page.get_by_role("button", name="Send report").click()
    expect(ben.page.get_by_role("status").first).to_contain_text("is blocked")
    expect(ben.box).to_be_hidden()
    zoe.say("Are you there?")
    expect(zoe.log.get_by_text(re.compile("can’t get your message"))).to_be_visible()
    assert "block" not in zoe.log.inner_text().lower()


def test_by_keyboard_alone_with_older_messages_and_a_text_that_is_too_long(visit, friends, given):
    """1. Tab to the conversation, Enter. 2. Older messages. 3. Too long: said, and not lost."""
    ana_handle, ben_handle = friends
    talk(given, ben_handle, ana_handle, 40)
    page = visit(signed_in_as=ana_handle)
    ana = InboxPage(page).open()

    ana.with_person(ben_handle.capitalize()).focus()
    page.keyboard.press("Enter")
    expect(ana.message("Message 39")).to_be_in_viewport()
    expect(ana.message("Message 0")).to_be_hidden()
    page.get_by_role("button", name="Older messages").press("Enter")
    expect(ana.message("Message 0")).to_be_attached()
    expect(ana.log.locator(".bubble")).to_have_count(40)

    ana.box.fill("a" * 2345)
    ana.box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("2,345 characters, and 2,000 fit")
    expect(ana.box).to_have_value("a" * 2345)
    ana.box.fill("one")
    ana.box.press("Shift+Enter")
    ana.box.press_sequentially("two")
    ana.box.press("Enter")
    expect(ana.message("one\ntwo")).to_be_visible()


def test_a_clip_is_sent_on_from_the_feed(visit, friends, given):
    """To somebody one has never written to.

    1. Share, “Send in a message”. 2. Find the friend, send. 3. It leads to the clip.
    """
    ana_handle, ben_handle = friends
    page = visit(signed_in_as=ana_handle, permissions=["clipboard-write"])
    ana, ben = InboxPage(page), InboxPage(visit(signed_in_as=ben_handle))
    page.goto("/video/demoOcean")
    page.get_by_role("button", name="Share").first.click()
    page.get_by_role("link", name="Send in a message").click()

    ana.find(ben_handle).send.click()

    ben.open().with_person(ana_handle.capitalize()).click()
    expect(ben.log.get_by_role("link")).to_have_attribute("href", "/video/demoOcean")
    newest = given(lambda db: db.exec(select(Message).order_by(col(Message.id).desc())).first())
    assert (newest.kind, newest.text) == (MessageKind.VIDEO, "")
