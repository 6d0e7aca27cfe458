"""Creators' ledgers and payouts on both databases: append-only, and sent once however many ask."""

from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from smallgestures import clock
from smallgestures.billing.connect.models import ConnectTransfer
from smallgestures.billing.connect.seen import TransferSeen
from smallgestures.billing.connect.service import apply_transfer
from smallgestures.billing.ledger.models import LedgerTransfer
from smallgestures.db.engine import get_engine, reading, transaction
from smallgestures.shop.commissions import chain
from smallgestures.shop.commissions.handlers import settle_due
from smallgestures.shop.commissions.models import (
    CommissionChain,
    CommissionEntry,
    CommissionLine,
    CommissionState,
)
from smallgestures.shop.commissions.payouts import pay_creator
from tests import connect_says
from tests.factories import make_click, make_clip, make_link, make_order, make_product, unused
from tests.integration.shop.test_races import tell
from tests.made_orders import pay
from tests.people import make_person

CHANGES = {
    "sqlite": ("UPDATE commission_line SET amount_minor = 1", "DELETE FROM commission_line"),
    "postgresql": (
        "UPDATE commission_line SET amount_minor = 1",
        "DELETE FROM commission_line",
        "TRUNCATE commission_line",
    ),
}
SALES = 3


def sell(db: Session, *, sales: int = SALES) -> int:
    """Return a creator who can be paid, and has sold so many vases."""
    maya = make_person(db, unused("maya"))
    product = make_product(db, stock=sales)
    link = make_link(db, make_clip(db, maya), product)
    for _ in range(sales):
        ines = make_person(db, unused("ines"))
        make_click(db, link, ines)
        pay(db, make_order(db, product, ines))
    connect_says.is_ready(db, maya)
    return maya.key


@pytest.fixture
def maya_id(database, given) -> int:
    return given(sell)


def lines_of(creator_id: int) -> list[CommissionLine]:
    with reading() as db:
        mine = select(CommissionLine).where(CommissionLine.creator_id == creator_id)
        return list(db.exec(mine.order_by(CommissionLine.number)))


def is_whole(lines: list[CommissionLine]) -> bool:
    previous = chain.FIRST
    for number, line in enumerate(lines, start=1):
        told = line.told
        if (told["number"], told["previous"]) != (number, previous):
            return False
        if line.hash != chain.hash_of(line.body):
            return False
        previous = line.hash
    return True


def refuses(change: str) -> bool:
    try:
        with transaction() as db:
            db.connection().exec_driver_sql(change)
    except DatabaseError as error:
        return "ledger is append-only" in str(error)
    return False


def test_nobody_changes_or_removes_a_line(database, maya_id: int):
    before = [line.body for line in lines_of(maya_id)]

    assert all(refuses(change) for change in CHANGES[database.kind])

    assert [line.body for line in lines_of(maya_id)] == before


def test_nothing_takes_the_place_of_a_line(sqlite_database, given):
    creator_id = given(sell)
    before = [line.body for line in lines_of(creator_id)]

    with transaction() as db:
        db.connection().exec_driver_sql(
            "REPLACE INTO commission_line SELECT id, created_at, creator_id, number, entry_id, "
            "event, state, 7, balance_minor, currency, reason, at, 'x', hash FROM commission_line"
        )

    assert [line.body for line in lines_of(creator_id)] == before


def test_settled_and_paid_by_four_workers_at_once_is_sent_once(maya_id: int, at_once):
    later = clock.now() + timedelta(days=31)

    def work(_place: int) -> None:
        settle_due(later)
        with transaction() as db:
            pay_creator(db, maya_id)
        tell()

    at_once(4, work)
    tell()

    with reading() as db:
        asked = list(db.exec(select(ConnectTransfer)))
    assert sorted(one.amount_minor for one in asked) == [384] * SALES
    assert len({one.subject_id for one in asked}) == SALES
    assert is_whole(lines_of(maya_id))


def test_sent_is_heard_by_four_workers_at_once_and_booked_once(maya_id: int, at_once, given):
    settle_due(clock.now() + timedelta(days=31))
    tell()
    with reading() as db:
        asked = list(db.exec(select(ConnectTransfer)))

    def hear(_place: int) -> None:
        for one in asked:
            with transaction() as db:
                seen = TransferSeen(f"tr_{one.key}", one.uid, one.amount_minor, 0)
                apply_transfer(db, one.key, seen)
            tell()

    at_once(4, hear)
    tell()

    with reading() as db:
        states = [entry.state for entry in db.exec(select(CommissionEntry))]
        sent = [
            row.amount_minor
            for row in db.exec(select(LedgerTransfer))
            if row.transaction_key.startswith("commission-transfer:")
        ]
        end = db.exec(select(CommissionChain)).one()
    assert states == [CommissionState.PAID] * SALES
    assert sent == [384] * SALES
    lines = lines_of(maya_id)
    assert is_whole(lines)
    assert (end.length, end.head) == (len(lines), lines[-1].hash)
    assert lines[-1].balance_minor == 0


def test_what_was_earned_before_the_ledger_begins_it(own_database, given):
    """1. Orders and commissions of the release before. 2. The migration. 3. A whole ledger."""
    creator_id = given(sell)
    config = Config(toml_file="pyproject.toml")
    command.downgrade(config, "0011-1")
    with get_engine().begin() as connection:
        reversed_ = "UPDATE commission_entry SET reversed_minor = 84 WHERE id = 1"
        connection.execute(text(reversed_))

    command.upgrade(config, "head")

    lines = lines_of(creator_id)
    assert [line.amount_minor for line in lines] == [300, 384, 384]
    assert [line.event for line in lines] == ["brought_forward"] * SALES
    assert is_whole(lines)
    with reading() as db:
        entries = list(db.exec(select(CommissionEntry).order_by(CommissionEntry.id)))
    assert all(entry.hold_until == entry.earned_at + timedelta(days=30) for entry in entries)
    settle_due(clock.now() + timedelta(days=31))
    assert is_whole(lines_of(creator_id))
