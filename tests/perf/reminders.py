"""A hundred thousand trials that fall due on one day, and one worker that writes to everybody."""

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from typing import Any

from sqlalchemy import Engine, func, insert, select
from sqlmodel import Session, SQLModel

from smallgestures import clock
from smallgestures.accounts.models import GiftsFrom, Person
from smallgestures.db.engine import WRITES, make_engine
from smallgestures.gestures.gifts.models import Gift, GiftState
from smallgestures.gestures.trials.models import Reminder, Trial, TrialState
from smallgestures.mail.models import MailMessage
from tests.e2e.running_product import RunningProduct, wait_until
from tests.made_trials import make_trial_offer
from tests.people import make_person
from tests.perf.bench import Bench, another_product
from tests.perf.rows import Row

TRIALS = 100_000
FEWER = 5_000
FIRST_ID = 1_000_000
MUST_S = 300.0
PATIENCE_S = 900.0
LEAD = timedelta(days=7)


def measure(bench: Bench) -> Iterator[Row]:
    """Start the product on what is due, and wait until its worker has reminded everybody."""
    number = bench.times(TRIALS, FEWER)
    bench.say(f"  making {number:,} trials …")
    began = 0.0

    def prepare(product: RunningProduct) -> None:
        nonlocal began
        make_due(database(product), number)
        began = monotonic()  # the worker begins before the product answers

    with another_product(bench, "reminders", prepare) as product:
        engine = database(product)
        wait_until(lambda: count(engine, Reminder) >= number, "reminders", patience_s=PATIENCE_S)
        took_s = round(monotonic() - began, 1)
        mails = count(engine, MailMessage, MailMessage.subject.like("% ends on %"))
    yield Row(
        what=f"{number:,} trials due on one day reminded by one worker, SQLite",
        measured=f"{took_s:.0f} s, {number / took_s:.0f} a second, {mails:,} letters",
        baseline="",
        value=took_s,
        must=MUST_S * number / TRIALS,
        unit="s",
    )


def database(product: RunningProduct) -> Engine:
    """Return the product's own database."""
    return make_engine(f"sqlite:///{product.data_dir}/smallgestures.db")


def count(engine: Engine, table: type[SQLModel], *which: Any) -> int:
    """Return how many rows there are."""
    with Session(engine) as db:
        return db.execute(select(func.count()).select_from(table).where(*which)).scalar_one()


def make_due(engine: Engine, number: int) -> None:
    """Make people who each have a trial that ends in seven days."""
    now = clock.now().replace(microsecond=0)
    with Session(engine.execution_options(**{WRITES: True})) as db, db.begin():
        offer, sender = make_trial_offer(db), make_person(db, "bench-sender").key
        ids = range(FIRST_ID, FIRST_ID + number)
        db.execute(insert(Person), [_person(one) for one in ids])
        db.execute(insert(Gift), [_gift(one, offer.program_id, offer.key, sender) for one in ids])
        db.execute(insert(Trial), [_trial(one, offer.key, now) for one in ids])


def _person(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "created_at": clock.now(),
        "handle": f"p{number}",
        "name": f"Person {number}",
        "email": f"p{number}@example.com",
        "email_verified_at": clock.now(),
        "time_zone": "Europe/Lisbon",
        "gifts_from": GiftsFrom.EVERYONE,
    }


def _gift(number: int, program_id: int, offer_id: int, sender_id: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": number,
        "created_at": now,
        "public_id": f"bench{number}",
        "program_id": program_id,
        "offer_id": offer_id,
        "first_offer_id": offer_id,
        "sender_id": sender_id,
        "recipient_id": number,
        "redeemer_id": number,
        "state": GiftState.ACCEPTED,
        "note": "",
        "link_nonce": f"n{number}",
        "token_hash": f"{number:064d}",
        "sent_at": now,
        "claim_by": now,
        "accepted_at": now,
    }


def _trial(number: int, offer_id: int, now: Any) -> dict[str, Any]:
    return {
        "id": number,
        "created_at": now,
        "gift_id": number,
        "offer_id": offer_id,
        "person_id": number,
        "state": TrialState.ACTIVE,
        "time_zone": "Europe/Lisbon",
        "starts_at": now + LEAD - timedelta(days=90),
        "ends_at": now + LEAD,
        "due_at": now,
    }
