"""Queueing and delivering mail."""

from contextlib import contextmanager

from sqlmodel import Session, select

from smallgestures.mail import delivery
from smallgestures.mail.letter import Letter
from smallgestures.mail.models import MailMessage
from smallgestures.mail.service import Posted, list_mail, queue_letters, queue_mail
from smallgestures.mail.smtp import SmtpServer, as_email
from smallgestures.outbox.models import DeliveryState, OutboxEvent
from smallgestures.outbox.service import dispatch_due
from tests.people import make_person


def queue(db: Session, key: str = "verify:1", **overrides) -> MailMessage | None:
    values = {
        "person_id": None,
        "to": "ines@example.com",
        "subject": "Hello",
        "text": "Hi",
        "html": "<p>Hi",
    }
    message_id = queue_mail(db, key=key, **(values | overrides))
    return message_id and db.get(MailMessage, message_id)


class TestQueueMail:
    def test_queues_one_message_of_one_key(self, db: Session, held_clock):
        queue(db, subject="Hello")

        assert queue(db, subject="Hello again") is None
        assert [mail.subject for mail in db.exec(select(MailMessage))] == ["Hello"]
        assert len(db.exec(select(OutboxEvent)).all()) == 1

    def test_tells_the_outbox_nothing_private(self, db: Session, held_clock):
        message = queue(db)

        (event,) = db.exec(select(OutboxEvent))
        assert (event.name, event.payload) == ("MailQueued", {"message_id": message.id})


class TestListMail:
    def test_shows_people_their_own_and_moderators_all(self, db: Session, held_clock):
        ines, leo = make_person(db), make_person(db, "leo")
        queue(db, "a", person_id=ines.key, subject="For Ines")
        queue(db, "b", person_id=leo.key, subject="For Leo")

        assert [card.subject for card in list_mail(db, person_id=ines.key)] == ["For Ines"]
        assert [card.subject for card in list_mail(db, person_id=None)] == ["For Leo", "For Ines"]


class TestDelivery:
    def test_of_the_mailbox_is_the_row_itself(self, db: Session):
        queue(db)
        db.commit()

        @contextmanager
        def transaction():
            with db.begin():
                yield db

        done = dispatch_due(transaction, {}, {"MailQueued": delivery.deliver_mail})

        assert done == 1
        (event,) = db.exec(select(OutboxEvent))
        assert event.state == DeliveryState.DONE
        assert list_mail(db, person_id=None)[0].text == "Hi"


class TestLetter:
    def test_says_the_same_in_text_and_html(self):
        letter = Letter("Subject", "Hi <Ines>,", ("Line & line.",), ("Open", "http://x/?a=1&b=2"))

        assert "http://x/?a=1&b=2" in letter.text
        assert "Hi &lt;Ines&gt;," in letter.html
        assert "Line &amp; line." in letter.html
        assert 'href="http://x/?a=1&amp;b=2"' in letter.html


class TestAsEmail:
    def test_has_an_id_that_follows_from_its_key(self, db: Session, held_clock):
        message = queue(db)

        ids = {as_email(message, sender="SG <hello@example.com>")["Message-ID"] for _ in range(2)}

        assert len(ids) == 1


class TestSmtpServer:
    def test_is_read_from_its_address(self):
        assert SmtpServer.from_url("smtps://me%40x:s%2Fe@mail.example.com") == SmtpServer(
            "mail.example.com", 465, "me@x", "s/e", is_tls=True
        )


class TestUnsubscribing:
    URL = "http://localhost:3000/unsubscribe/1.abc"

    def test_takes_one_click_of_the_mail_program_and_a_link_in_the_letter(
        self, db: Session, held_clock
    ):
        person = make_person(db)
        letter = Letter("It ends", "Hi,", ("soon.",), unsubscribe_url=self.URL)

        queue_letters(db, [Posted("reminder:1", person.key, "ines@example.com", letter)])

        mail = as_email(db.exec(select(MailMessage)).one(), sender="SG <hello@example.com>")
        assert mail["List-Unsubscribe"] == f"<{self.URL}>"
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert all(self.URL in part.get_content() for part in mail.iter_parts())

    def test_is_offered_by_no_other_letter(self, db: Session, held_clock):
        mail = as_email(queue(db), sender="SG <hello@example.com>")

        assert mail["List-Unsubscribe"] is None


def test_many_letters_are_queued_at_once_and_each_once(db: Session, held_clock):
    person = make_person(db)
    posted = [
        Posted(
            f"reminder:{number % 3}", person.key, "ines@example.com", Letter("It ends", "Hi,", ())
        )
        for number in range(3)
    ]

    assert [queue_letters(db, posted), queue_letters(db, posted)] == [3, 0]
    assert len(db.exec(select(OutboxEvent)).all()) == 3
