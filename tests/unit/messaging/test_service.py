"""Messages: stored once, seen by two people only, and never forced on anybody."""

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from sqlmodel import Session, select

from smallgestures import clock
from smallgestures.accounts.ties.service import block_person, follow_person, unblock_person
from smallgestures.live.service import News, take_news
from smallgestures.messaging.errors import (
    BadKey,
    NoteToSelf,
    NotReachable,
    SaysNothing,
    ThreadNotFound,
    TooLong,
    YouBlocked,
)
from smallgestures.messaging.models import TEXT_LIMIT, Message, MessageKind, Thread
from smallgestures.messaging.service import (
    accept_request,
    open_thread,
    post_message,
    read_messages,
    turn_down_request,
)
from smallgestures.messaging.showing import conversations_of, show_thread, unread_of
from smallgestures.messaging.text import stored_text
from tests.factories import unused
from tests.people import make_person


@pytest.fixture
def ines(db: Session):
    return make_person(db, "ines")


@pytest.fixture
def leo(db: Session, ines):
    """A friend: Ines follows him."""
    leo = make_person(db, "leo")
    follow_person(db, ines.key, followed_id=leo.key)
    return leo


@pytest.fixture
def write(db: Session):
    """Send a text under a key of its own."""

    def post(sender, recipient, text: str = "Hello", *, key: str = "", **values) -> Message:
        return post_message(
            db,
            sender_id=sender.key,
            recipient_id=recipient.key,
            kind=values.pop("kind", MessageKind.TEXT),
            client_key=key or unused("message-key-"),
            text=text,
            **values,
        )

    return post


def thread_of(db: Session, message: Message) -> str:
    return db.get_one(Thread, message.thread_id).public_id


class TestPostMessage:
    def test_two_people_have_one_thread_whoever_writes_first(self, db, ines, leo, write):
        threads = {write(ines, leo).thread_id, write(leo, ines).thread_id}

        assert len(threads) == 1
        assert len(db.exec(select(Thread)).all()) == 1

    def test_the_same_key_is_the_same_message_and_counts_once(self, db, ines, leo, write):
        first = write(ines, leo, "Once", key="pressed-twice")
        again = write(ines, leo, "Once", key="pressed-twice")

        assert again.id == first.id
        assert unread_of(db, leo.key).messages == 1

    def test_two_people_may_make_the_same_key(self, db, ines, leo, write):
        assert write(ines, leo, key="same-key").id != write(leo, ines, key="same-key").id

    def test_the_pages_of_both_are_told_the_recipients_first(self, db, ines, leo, write):
        message = write(ines, leo)

        assert take_news(db) == [
            News(leo.key, "inbox", message.thread_id),
            News(ines.key, "inbox", message.thread_id),
        ]

    def test_nobody_writes_to_themselves(self, ines, write):
        with pytest.raises(NoteToSelf):
            write(ines, ines)

    def test_a_closed_account_gets_nothing(self, db, ines, leo, write):
        leo.disabled_at = clock.wall()
        db.flush()

        with pytest.raises(NotReachable):
            write(ines, leo)

    @pytest.mark.parametrize("key", ["", "short", "a" * 65, "no spaces", "<script>"])
    def test_a_key_that_is_none_is_refused(self, db, ines, leo, key):
        with pytest.raises(BadKey):
            post_message(
                db,
                sender_id=ines.key,
                recipient_id=leo.key,
                kind=MessageKind.TEXT,
                client_key=key,
                text="Hello",
            )

    def test_a_text_that_is_too_long_is_refused_in_clear_words(self, db, ines, leo, write):
        with pytest.raises(TooLong) as refusal:
            write(ines, leo, "a" * (TEXT_LIMIT + 345))

        assert "2,345 characters, and 2,000 fit" in refusal.value.user_message
        assert db.exec(select(Message)).all() == []

    def test_a_gift_needs_no_text(self, ines, leo, write):
        assert write(ines, leo, "", kind=MessageKind.GIFT, subject_id=7).text == ""


class TestStoredText:
    def test_is_what_was_typed_whatever_that_is(self):
        for text in ("مرحبا بالعالم", "👩‍👩‍👧 🇵🇹", '<b>not bold</b> & "quoted"', "two\nlines"):
            assert stored_text(text) == text

    def test_has_plain_line_ends_and_no_space_around(self):
        assert stored_text("  one\r\ntwo\rthree\n ") == "one\ntwo\nthree"

    @pytest.mark.parametrize("nothing", ["", "  \n ", "\u200b\u200d", "\x00\x07"])
    def test_that_nobody_can_see_is_refused(self, nothing):
        with pytest.raises(SaysNothing):
            stored_text(nothing)

    def test_holds_as_many_emoji_as_letters(self):
        assert len(stored_text("🌱" * TEXT_LIMIT)) == TEXT_LIMIT

    @hypothesis_given(st.text(st.characters(), max_size=60))
    def test_can_be_stored_by_every_database_or_is_refused(self, typed):
        try:
            text = stored_text(typed)
        except SaysNothing:
            return

        assert text.encode()
        assert "\x00" not in text
        assert stored_text(text) == text


class TestRequests:
    def test_a_strangers_first_message_waits(self, db, leo, write):
        zoe = make_person(db, "zoe")

        write(zoe, leo, "Hi, you don’t know me")

        assert conversations_of(db, leo.key) == []
        asks = conversations_of(db, leo.key, requests=True)
        assert [row.last.text for row in asks] == ["Hi, you don’t know me"]
        assert [row.person.handle for row in conversations_of(db, zoe.key)] == ["leo"]

    def test_however_much_strangers_write_it_is_one_mark(self, db, leo, write):
        for name in ("zoe", "kim"):
            stranger = make_person(db, name)
            for _ in range(3):
                write(stranger, leo)

        assert (unread_of(db, leo.key).messages, unread_of(db, leo.key).has_requests) == (0, True)

    @pytest.mark.parametrize("who_follows", ["sender", "recipient"])
    def test_one_who_follows_or_is_followed_is_no_stranger(self, db, leo, write, who_follows):
        zoe = make_person(db, "zoe")
        pair = (zoe, leo) if who_follows == "sender" else (leo, zoe)
        follow_person(db, pair[0].key, followed_id=pair[1].key)

        write(zoe, leo)

        assert len(conversations_of(db, leo.key)) == 1

    def test_accepting_makes_it_a_conversation(self, db, leo, write):
        zoe = make_person(db, "zoe")
        message = write(zoe, leo)

        accept_request(db, thread_of(db, message), person_id=leo.key)
        write(zoe, leo, "Thank you")

        assert [row.unread for row in conversations_of(db, leo.key)] == [2]
        assert conversations_of(db, leo.key, requests=True) == []

    def test_answering_accepts(self, db, leo, write):
        zoe = make_person(db, "zoe")
        write(zoe, leo)

        write(leo, zoe, "Who are you?")

        assert len(conversations_of(db, leo.key)) == 1

    def test_turned_down_it_is_out_of_sight_and_its_sender_is_told_nothing(self, db, leo, write):
        zoe = make_person(db, "zoe")
        message = write(zoe, leo)
        turn_down_request(db, thread_of(db, message), person_id=leo.key)
        take_news(db)

        again = write(zoe, leo, "Hello?")

        assert conversations_of(db, leo.key) == conversations_of(db, leo.key, requests=True) == []
        assert not unread_of(db, leo.key).messages
        assert not unread_of(db, leo.key).has_requests
        assert take_news(db) == [News(zoe.key, "inbox", again.thread_id)]
        seen_by_zoe = show_thread(db, thread_of(db, again), viewer_id=zoe.key)
        assert [message.text for message in seen_by_zoe.messages] == ["Hello", "Hello?"]

    def test_who_turned_it_down_may_write_first_later(self, db, leo, write):
        zoe = make_person(db, "zoe")
        turn_down_request(db, thread_of(db, write(zoe, leo)), person_id=leo.key)

        write(leo, zoe, "Sorry, hello")

        assert [row.last.text for row in conversations_of(db, leo.key)] == ["Sorry, hello"]

    def test_looking_at_a_request_tells_its_sender_nothing(self, db, leo, write):
        zoe = make_person(db, "zoe")
        message = write(zoe, leo)
        take_news(db)

        read_messages(db, thread_of(db, message), person_id=leo.key, through_id=message.key)

        assert [news.person_id for news in take_news(db)] == [leo.key]
        assert show_thread(db, thread_of(db, message), viewer_id=zoe.key).seen_through_id == 0
        assert not unread_of(db, leo.key).has_requests


class TestBlocks:
    def test_hold_both_ways_and_the_blocked_one_reads_nothing_of_it(self, db, ines, leo, write):
        message = write(ines, leo)
        block_person(db, leo.key, blocked_id=ines.key)

        with pytest.raises(NotReachable) as to_ines:
            write(ines, leo)
        with pytest.raises(YouBlocked) as to_leo:
            write(leo, ines)

        assert "block" not in to_ines.value.user_message.lower()
        assert "You blocked Ines" in to_leo.value.user_message
        assert not show_thread(db, thread_of(db, message), viewer_id=ines.key).has_blocked

    def test_end_with_the_last_of_them(self, db, ines, leo, write):
        block_person(db, leo.key, blocked_id=ines.key)
        block_person(db, ines.key, blocked_id=leo.key)
        unblock_person(db, leo.key, blocked_id=ines.key)

        with pytest.raises(YouBlocked):
            write(ines, leo)

        unblock_person(db, ines.key, blocked_id=leo.key)
        assert write(ines, leo).id

    def test_a_message_that_was_sent_before_is_still_the_same_one(self, db, ines, leo, write):
        sent = write(ines, leo, key="sent-before")
        block_person(db, leo.key, blocked_id=ines.key)

        assert write(ines, leo, key="sent-before").id == sent.id

    def test_hide_what_was_seen(self, db, ines, leo, write):
        message = write(ines, leo)
        read_messages(db, thread_of(db, message), person_id=leo.key, through_id=message.key)
        block_person(db, leo.key, blocked_id=ines.key)

        assert show_thread(db, thread_of(db, message), viewer_id=ines.key).seen_through_id == 0


class TestReading:
    def test_takes_off_what_was_read_and_tells_both(self, db, ines, leo, write):
        messages = [write(ines, leo, str(n)) for n in range(3)]
        take_news(db)

        read_messages(db, thread_of(db, messages[0]), person_id=leo.key, through_id=messages[1].key)

        assert unread_of(db, leo.key).messages == 1
        assert {news.person_id for news in take_news(db)} == {ines.key, leo.key}
        card = show_thread(db, thread_of(db, messages[0]), viewer_id=ines.key)
        assert card.seen_through_id == messages[1].id

    def test_never_goes_back_and_never_ahead_of_the_thread(self, db, ines, leo, write):
        first, second = write(ines, leo), write(ines, leo)
        public_id = thread_of(db, first)
        read_messages(db, public_id, person_id=leo.key, through_id=10**12)
        read_messages(db, public_id, person_id=leo.key, through_id=first.key)

        assert show_thread(db, public_id, viewer_id=ines.key).seen_through_id == second.id
        write(ines, leo)
        assert unread_of(db, leo.key).messages == 1

    def test_ones_own_messages_are_never_unread(self, db, ines, leo, write):
        message = write(ines, leo)
        write(leo, ines)
        write(ines, leo)
        read_messages(db, thread_of(db, message), person_id=ines.key, through_id=message.key)

        assert unread_of(db, ines.key).messages == 1


class TestStrangers:
    def test_get_nothing_of_a_thread(self, db, ines, leo, write):
        public_id = thread_of(db, write(ines, leo, "Between us"))
        zoe = make_person(db, "zoe")

        for act in (
            lambda: show_thread(db, public_id, viewer_id=zoe.key),
            lambda: read_messages(db, public_id, person_id=zoe.key, through_id=1),
            lambda: accept_request(db, public_id, person_id=zoe.key),
            lambda: turn_down_request(db, public_id, person_id=zoe.key),
        ):
            with pytest.raises(ThreadNotFound):
                act()

    def test_a_thread_without_a_message_is_in_nobodys_list(self, db, ines, leo):
        public_id = open_thread(db, ines.key, with_id=leo.key)

        assert open_thread(db, leo.key, with_id=ines.key) == public_id
        assert conversations_of(db, ines.key) == conversations_of(db, leo.key) == []


class TestPages:
    def test_of_a_thread_hold_every_message_once_in_order(self, db, ines, leo, write):
        messages = [write(ines, leo, str(n)) for n in range(75)]
        public_id = thread_of(db, messages[0])

        page = show_thread(db, public_id, viewer_id=leo.key)
        texts = [message.text for message in page.messages]
        while page.has_older:
            page = show_thread(db, public_id, viewer_id=leo.key, before_id=page.messages[0].id)
            texts = [message.text for message in page.messages] + texts

        assert texts == [str(n) for n in range(75)]

    def test_after_a_message_have_what_is_new(self, db, ines, leo, write):
        messages = [write(ines, leo, str(n)) for n in range(5)]
        public_id = thread_of(db, messages[0])

        page = show_thread(db, public_id, viewer_id=leo.key, after_id=messages[2].id)

        assert page.follows_on
        assert [message.text for message in page.messages] == ["3", "4"]
        assert page.before is not None
        assert page.before.text == "2"

    def test_after_a_message_of_another_thread_begin_anew(self, db, ines, leo, write):
        message = write(ines, leo, "Here")
        foreign = write(leo, make_person(db, "zoe"), "There")

        page = show_thread(db, thread_of(db, message), viewer_id=ines.key, after_id=foreign.id)

        assert not page.follows_on
        assert [message.text for message in page.messages] == ["Here"]

    def test_of_the_list_hold_every_conversation_once_the_newest_first(self, db, leo, write):
        for n in range(45):
            person = make_person(db, f"person{n}")
            follow_person(db, leo.key, followed_id=person.key)
            write(person, leo, str(n))

        page = conversations_of(db, leo.key)
        texts = []
        while page:
            texts += [row.last.text for row in page]
            page = conversations_of(db, leo.key, before_id=page[-1].last.id)

        assert texts == [str(n) for n in reversed(range(45))]
