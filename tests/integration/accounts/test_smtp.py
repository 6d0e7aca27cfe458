"""Mail through a real SMTP server: sent once, tried again, and nothing of it kept."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from sqlmodel import select

from smallgestures.db.engine import transaction
from smallgestures.mail.delivery import deliver_mail
from smallgestures.mail.events import MailQueued
from smallgestures.mail.models import MailMessage
from smallgestures.mail.service import queue_mail
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.outbox.service import dispatch_due, record, take_due
from smallgestures.settings import get_settings
from tests.integration.conftest import Database
from tests.ports import free_port

JOBS = {"MailQueued": deliver_mail}


class Post:
    """A mail server that keeps what it gets, and can be told to refuse."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.refusal = ""

    async def handle_DATA(self, _server, _session, envelope) -> str:
        if self.refusal:
            return self.refusal
        self.got.append(message_from_bytes(envelope.content))
        return "250 OK"


def check_password(_server, _session, _envelope, _mechanism, given) -> AuthResult:
    right = isinstance(given, LoginPassword) and given == LoginPassword(b"me@x", b"s/e")
    return AuthResult(success=right)


@pytest.fixture
def post(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    kept, port = Post(), free_port()
    controller = Controller(
        kept,
        hostname="127.0.0.1",
        port=port,
        authenticator=check_password,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    monkeypatch.setenv("SG_SMTP_URL", f"smtp://me%40x:s%2Fe@127.0.0.1:{port}")
    get_settings.cache_clear()
    yield kept
    controller.stop()


def queue(text: str = "Grüße, open http://localhost:3000/verify?token=abc") -> None:
    with transaction() as db:
        queue_mail(
            db,
            key="verify:1",
            person_id=None,
            to="ines@example.com",
            subject="Confirm your e-mail “address”",
            text=text,
            html="<p>Grüße",
        )


def row() -> MailMessage:
    with transaction() as db:
        return db.exec(select(MailMessage)).one()


def event() -> OutboxEvent:
    with transaction() as db:
        return db.exec(select(OutboxEvent)).one()


def due_now() -> None:
    with transaction() as db:
        waiting = db.exec(select(OutboxEvent)).one()
        waiting.due_at = waiting.created_at


class TestDelivery:
    def test_sends_text_and_html(self, post: Post):
        queue()

        dispatch_due(transaction, {}, JOBS)

        (mail,) = post.got
        assert mail["To"] == "ines@example.com"
        assert mail["From"] == "Small Gestures <hello@example.com>"
        text, html = mail.get_payload()
        assert (
            "Grüße, open http://localhost:3000/verify?token=abc"
            in text.get_payload(decode=True).decode()
        )
        assert html.get_content_type() == "text/html"

    def test_forgets_the_words_when_they_are_sent(self, post: Post):
        queue()

        dispatch_due(transaction, {}, JOBS)

        sent = row()
        assert sent.sent_at is not None
        assert (sent.text, sent.html) == ("", "")

    def test_tries_again_when_the_server_refuses(self, post: Post):
        queue()
        post.refusal = "451 Later, please"
        dispatch_due(transaction, {}, JOBS)
        assert event().state == DeliveryState.WAITING
        assert row().text != ""

        post.refusal = ""
        due_now()
        dispatch_due(transaction, {}, JOBS)

        assert len(post.got) == 1
        assert event().state == DeliveryState.DONE

    def test_waits_for_a_server_that_is_away_and_is_sent_once_when_it_is_back(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ):
        queue()
        with monkeypatch.context() as away:
            away.setenv("SG_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
            get_settings.cache_clear()
            for _ in range(3):
                due_now()
                dispatch_due(transaction, {}, JOBS)
                assert event().state == DeliveryState.WAITING
        assert (post.got, row().sent_at) == ([], None)
        get_settings.cache_clear()

        for _ in range(2):
            due_now()
            dispatch_due(transaction, {}, JOBS)

        assert len(post.got) == 1
        assert event().state == DeliveryState.DONE

    def test_keeps_no_word_of_the_refusal(self, post: Post):
        queue()
        post.refusal = "550 no such user ines@example.com"

        dispatch_due(transaction, {}, JOBS)

        assert "ines" not in str(event().last_error)

    def test_is_not_repeated_for_a_message_that_was_sent(self, post: Post):
        queue()
        dispatch_due(transaction, {}, JOBS)
        message_id = row().key
        with transaction() as db:
            record(db, MailQueued(message_id))

        dispatch_due(transaction, {}, JOBS)

        assert len(post.got) == 1

    def test_repeated_after_a_crash_carries_the_same_id(self, post: Post):
        queue()
        first = take_due(transaction)
        assert first is not None

        def crash(*_args) -> None:
            raise KeyboardInterrupt

        first.finish = crash
        with pytest.raises(KeyboardInterrupt):
            deliver_mail(first.payload, first)
        due_now()
        dispatch_due(transaction, {}, JOBS)

        ids = [mail["Message-ID"] for mail in post.got]
        assert len(ids) == 2
        assert len(set(ids)) == 1
