"""The page of earnings costs the same few statements however many entries there are, by indexes."""

from datetime import timedelta

import pytest

from smallgestures import clock
from smallgestures.accounts.cards import SignedIn
from smallgestures.billing.connect import handlers as connect
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import HANDLERS
from smallgestures.outbox.service import dispatch_due
from smallgestures.shop.commissions.handlers import next_settling, settle_due
from smallgestures.shop.earnings import export
from smallgestures.shop.earnings.showing import PAGE
from smallgestures.web.documents.earnings import read_earnings, read_statement
from tests import connect_says
from tests.integration.shop.test_commission_ledger import sell
from tests.integration.shop.test_statements import faults
from tests.integration.statements import statements

FEW, MANY = 2, PAGE
STATEMENTS_OF_EARNINGS = 14
STATEMENTS_OF_A_MONTH = 6
OF_THE_TEST = "WHERE connect_transfer.state = ? ORDER BY connect_transfer.id"


def who(person_id: int) -> SignedIn:
    return SignedIn(
        session_id=1,
        person_id=person_id,
        handle="maya",
        name="Maya",
        email="maya@example.com",
        email_verified=True,
        roles=frozenset(),
        time_zone="Europe/Lisbon",
        last_seen_at=clock.wall(),
    )


def live(given, sales: int) -> SignedIn:
    """Sell, settle, send and take back."""
    maya = who(given(lambda db: sell(db, sales=sales)))
    settle_due(clock.now() + timedelta(days=31))
    dispatch_due(transaction, HANDLERS, {})
    given(lambda db: [connect_says.sends(db, one) for one in connect_says.asked_for(db)[:-1]])
    dispatch_due(transaction, HANDLERS, {})
    return maya


@pytest.mark.parametrize("sales", [FEW, MANY])
def test_the_number_of_statements_is_constant(sqlite_database, given, sales: int):
    maya = live(given, sales)

    with statements() as of_earnings, reading() as db:
        read_earnings(db, maya, before_id=10**9)
    with statements() as of_a_month, reading() as db:
        read_statement(db, maya, clock.now().date().replace(day=1))

    # A full page asks once more, whether there are older ones.
    more = 1 if sales == PAGE else 0
    assert len(of_earnings) == STATEMENTS_OF_EARNINGS + more
    assert len(of_a_month) == STATEMENTS_OF_A_MONTH


def test_every_statement_reads_an_index(sqlite_database, given):
    with statements() as noted:
        maya = live(given, FEW)
        connect.sweep()
        with reading() as db:
            read_earnings(db, maya, before_id=None)
            read_statement(db, maya, clock.now().date().replace(day=1))
            next_settling(db)
            export.ledger_piece(db, maya.person_id, after=0)
            export.entries_piece(db, maya.person_id, before_id=None)

    ours = [(sql, values) for sql, values in noted if not sql.endswith(OF_THE_TEST)]
    found = {sql: steps for sql, values in ours if (steps := faults(sql, values))}

    assert found == {}
