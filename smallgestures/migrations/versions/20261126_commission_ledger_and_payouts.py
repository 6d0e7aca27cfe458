"""commission ledger and payouts

Revision ID: 0011
Revises: 0010
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

from smallgestures import clock
from smallgestures.db.base import UtcDateTime

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

HOLD = timedelta(days=30)
# New columns of rows that are there; the defaults go again when those have their values.
DEFAULTED = (
    *("buyer_alias", "is_own", "is_lost"),
    *("paid_minor", "paying_minor", "returning_minor"),
)
IS_PENDING = sa.text("state = 'pending'")
IS_OVERPAID = sa.text("paid_minor > amount_minor - reversed_minor")
IS_REQUESTED = sa.text("state = 'requested'")

# A creator's ledger is append-only, whoever writes to it.
SQLITE_APPEND_ONLY = """
CREATE TRIGGER commission_line_no_{verb} BEFORE {verb} ON commission_line
BEGIN SELECT RAISE(ABORT, 'a creator''s ledger is append-only'); END
"""
# REPLACE removes the old row without a word to the trigger of DELETE, so it is left out before.
SQLITE_NO_REPLACE = """
CREATE TRIGGER commission_line_no_REPLACE BEFORE INSERT ON commission_line
WHEN EXISTS (
  SELECT 1 FROM commission_line
  WHERE id = NEW.id OR (creator_id = NEW.creator_id AND number = NEW.number)
)
BEGIN SELECT RAISE(IGNORE); END
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION refuse_commission_line_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a creator''s ledger is append-only'; END $$
"""
POSTGRES_APPEND_ONLY = """
CREATE TRIGGER commission_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON commission_line
FOR EACH STATEMENT EXECUTE FUNCTION refuse_commission_line_change()
"""


def protect_lines() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE_APPEND_ONLY.format(verb=verb))
        op.execute(SQLITE_NO_REPLACE)
    else:
        op.execute(POSTGRES_FUNCTION)
        op.execute(POSTGRES_APPEND_ONLY)


def unprotect_lines() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER commission_line_append_only ON commission_line")
        op.execute("DROP FUNCTION refuse_commission_line_change()")


def record(table: str, *columns: sa.Column[object] | sa.Constraint) -> None:
    """Create a table with what every table has."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def names(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    with op.batch_alter_table("checkout") as batch_op:
        batch_op.add_column(text("dispute_outcome", 4, nullable=True))
    op.create_index("ix_click_link_id_clicked_at", "click", ["link_id", "clicked_at"])
    change_entries()
    create_ledger()
    create_connect()
    write_ledger_so_far()
    protect_lines()


def change_entries() -> None:
    with op.batch_alter_table("commission_entry") as batch_op:
        batch_op.alter_column("reason", type_=sa.String(240), existing_type=sa.String(160))
        batch_op.add_column(
            sa.Column("buyer_alias", sa.String(12), nullable=False, server_default="buyer")
        )
        for name in ("is_own", "is_lost"):
            batch_op.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )
        for name in ("paid_minor", "paying_minor", "returning_minor"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(text("held_for", 12, nullable=True))
        batch_op.add_column(moment("earned_at", nullable=True))
        batch_op.add_column(moment("hold_until", nullable=True))
    op.execute("UPDATE commission_entry SET is_own = (state = 'ineligible')")
    fill_holds()
    with op.batch_alter_table("commission_entry") as batch_op:
        for name in DEFAULTED:
            batch_op.alter_column(name, server_default=None)
        batch_op.drop_constraint(op.f("ck_commission_entry_state_known"), type_="check")
        for name, condition in (
            ("nothing_on_its_way_is_negative", "paying_minor >= 0 AND returning_minor >= 0"),
            ("held_says_why", "(state = 'held') = (held_for IS NOT NULL)"),
            ("pending_says_how_long", "state != 'pending' OR hold_until IS NOT NULL"),
            (
                "state_known",
                "state IN ('estimated', 'pending', 'held', 'settled', 'ineligible', 'reversed', "
                "'paid')",
            ),
        ):
            batch_op.create_check_constraint(op.f(f"ck_commission_entry_{name}"), condition)
        batch_op.create_index("ix_commission_entry_creator_id_state", ["creator_id", "state"])
        batch_op.create_index(
            "ix_commission_entry_creator_id_earned_at", ["creator_id", "earned_at"]
        )
        batch_op.create_index(
            "ix_commission_entry_hold_until",
            ["hold_until"],
            sqlite_where=IS_PENDING,
            postgresql_where=IS_PENDING,
        )
        batch_op.create_index(
            "ix_commission_entry_overpaid",
            ["creator_id"],
            sqlite_where=IS_OVERPAID,
            postgresql_where=IS_OVERPAID,
        )


def fill_holds() -> None:
    """What was earned before begins its thirty days at its payment, like all the rest."""
    db = op.get_bind()
    entry = sa.table(
        "commission_entry",
        sa.column("id"),
        sa.column("order_id"),
        sa.column("creator_id"),
        sa.column("state"),
        sa.column("buyer_alias"),
        sa.column("earned_at", UtcDateTime(timezone=True)),
        sa.column("hold_until", UtcDateTime(timezone=True)),
    )
    order = sa.table(
        "shop_order",
        sa.column("id"),
        sa.column("buyer_id"),
        sa.column("paid_at", UtcDateTime(timezone=True)),
    )
    rows = db.execute(
        sa.select(entry.c.id, entry.c.creator_id, order.c.buyer_id, order.c.paid_at, entry.c.state)
        .join(order, order.c.id == entry.c.order_id)
        .order_by(entry.c.id)
    ).all()
    aliases: dict[tuple[int, int], str] = {}
    for row_id, creator_id, buyer_id, paid_at, state in rows:
        alias = aliases.setdefault((creator_id, buyer_id), f"buyer {secrets.token_hex(3)}")
        earned = (
            {} if state == "ineligible" else {"earned_at": paid_at, "hold_until": paid_at + HOLD}
        )
        db.execute(entry.update().where(entry.c.id == row_id).values(buyer_alias=alias, **earned))


def create_ledger() -> None:
    table = "commission_chain"
    record(
        table,
        number("creator_id"),
        text("uid", 22),
        number("length"),
        text("head", 64),
        refers(table, "creator_id", "person"),
        unique(table, "creator_id"),
        unique(table, "uid"),
    )
    table = "commission_line"
    record(
        table,
        number("creator_id"),
        number("number"),
        number("entry_id"),
        text("event", 20),
        text("state", 12),
        number("amount_minor"),
        number("balance_minor"),
        text("currency", 3),
        text("reason", 240),
        moment("at"),
        sa.Column("body", sa.Text(), nullable=False),
        text("hash", 64),
        refers(table, "creator_id", "person"),
        refers(table, "entry_id", "commission_entry"),
        unique(table, "creator_id", "number"),
    )
    op.create_index("ix_commission_line_creator_id_at", table, ["creator_id", "at"])
    op.create_index(op.f("ix_commission_line_entry_id"), table, ["entry_id"])


def create_connect() -> None:
    table = "connected_account"
    record(
        table,
        text("uid", 22),
        number("person_id"),
        text("account_id", 120, nullable=True),
        flag("can_receive"),
        flag("pays_out"),
        flag("is_submitted"),
        names("due"),
        names("checking"),
        text("disabled_reason", 80, nullable=True),
        text("bank", 80, nullable=True),
        moment("checked_at"),
        check(
            table,
            "who_receives_is_known_to_stripe",
            "account_id IS NOT NULL OR can_receive = false",
        ),
        refers(table, "person_id", "person"),
        unique(table, "uid"),
        unique(table, "person_id"),
        unique(table, "account_id"),
    )
    op.create_index(
        "ix_connected_account_can_receive_checked_at", table, ["can_receive", "checked_at"]
    )
    table = "connect_transfer"
    record(
        table,
        text("uid", 22),
        text("purpose", 12),
        number("subject_id"),
        number("person_id"),
        text("account_id", 120),
        number("checkout_id"),
        text("about", 80),
        number("amount_minor"),
        number("returning_minor"),
        number("reversed_minor"),
        text("currency", 3),
        text("state", 10),
        text("transfer_id", 120, nullable=True),
        text("failure", 200, nullable=True),
        moment("sent_at", nullable=True),
        check(table, "amount_positive", "amount_minor > 0"),
        check(
            table,
            "no_more_comes_back_than_was_sent",
            "reversed_minor >= 0 AND returning_minor >= 0 "
            "AND reversed_minor + returning_minor <= amount_minor",
        ),
        check(table, "sent_is_known", "(state = 'sent') = (transfer_id IS NOT NULL)"),
        check(table, "refused_says_why", "state != 'refused' OR failure IS NOT NULL"),
        refers(table, "person_id", "person"),
        refers(table, "checkout_id", "checkout"),
        unique(table, "uid"),
        unique(table, "transfer_id"),
    )
    op.create_index("ix_connect_transfer_purpose_subject_id", table, ["purpose", "subject_id"])
    op.create_index("ix_connect_transfer_person_id_id", table, ["person_id", "id"])
    op.create_index(op.f("ix_connect_transfer_checkout_id"), table, ["checkout_id"])
    op.create_index(
        "uq_connect_transfer_one_requested",
        table,
        ["purpose", "subject_id"],
        unique=True,
        sqlite_where=IS_REQUESTED,
        postgresql_where=IS_REQUESTED,
    )
    requested = {"sqlite_where": IS_REQUESTED, "postgresql_where": IS_REQUESTED}
    op.create_index("ix_connect_transfer_requested", table, ["created_at"], **requested)
    table = "transfer_reversal"
    record(
        table,
        text("uid", 22),
        number("transfer_row_id"),
        number("amount_minor"),
        flag("is_ours"),
        text("state", 10),
        text("reversal_id", 120, nullable=True),
        text("failure", 200, nullable=True),
        check(table, "amount_positive", "amount_minor > 0"),
        check(table, "done_is_known", "(state = 'done') = (reversal_id IS NOT NULL)"),
        check(table, "refused_says_why", "state != 'refused' OR failure IS NOT NULL"),
        refers(table, "transfer_row_id", "connect_transfer"),
        unique(table, "uid"),
        unique(table, "reversal_id"),
    )
    op.create_index(op.f("ix_transfer_reversal_transfer_row_id"), table, ["transfer_row_id"])
    op.create_index("ix_transfer_reversal_requested", table, ["created_at"], **requested)


def write_ledger_so_far() -> None:
    """Begin each creator's ledger with one line for each commission that is there by now."""
    db = op.get_bind()
    rows = db.execute(
        sa.text(
            "SELECT e.id, e.creator_id, e.order_id, o.title, e.buyer_alias, e.rate_bps, e.state, "
            "e.amount_minor - e.reversed_minor, e.currency, e.reason "
            "FROM commission_entry e JOIN shop_order o ON o.id = e.order_id "
            "ORDER BY e.creator_id, e.id"
        )
    ).all()
    now = clock.wall()
    chains: dict[int, dict[str, object]] = {}
    balances: dict[tuple[int, str], int] = {}
    lines = []
    for entry_id, creator_id, order_id, title, alias, rate, state, left, currency, reason in rows:
        chain = chains.setdefault(
            creator_id,
            {
                "created_at": now,
                "creator_id": creator_id,
                "uid": secrets.token_urlsafe(16),
                "length": 0,
                "head": "0" * 64,
            },
        )
        balance = balances.get((creator_id, currency), 0) + left
        balances[creator_id, currency] = balance
        said = {
            "number": int(str(chain["length"])) + 1,
            "event": "brought_forward",
            "state": state,
            "amount_minor": left,
            "balance_minor": balance,
            "currency": currency,
            "reason": reason,
        }
        told = {
            "v": 1,
            "ledger": chain["uid"],
            "at": f"{now:%Y-%m-%dT%H:%M:%S.%f}Z",
            "order": str(1000 + order_id),
            "what": title,
            "buyer": alias,
            "rate_bps": rate,
            "previous": chain["head"],
        }
        body = json.dumps(said | told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        hashed = hashlib.sha256(body.encode()).hexdigest()
        kept = {"created_at": now, "creator_id": creator_id, "entry_id": entry_id, "at": now}
        lines.append(said | kept | {"body": body, "hash": hashed})
        chain["length"], chain["head"] = said["number"], hashed
    meta = sa.MetaData()
    for name, values in (("commission_chain", list(chains.values())), ("commission_line", lines)):
        if values:
            table = sa.Table(name, meta, *(_column(column) for column in values[0]))
            db.execute(table.insert(), values)


def _column(name: str) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True) if name in {"created_at", "at"} else None)


def downgrade() -> None:
    unprotect_lines()
    for table in (
        "transfer_reversal",
        "connect_transfer",
        "connected_account",
        "commission_line",
        "commission_chain",
    ):
        op.drop_table(table)
    op.execute("DELETE FROM commission_entry WHERE state = 'estimated'")
    op.execute(
        "UPDATE commission_entry SET state = 'pending', held_for = NULL "
        "WHERE state IN ('held', 'settled', 'paid')"
    )
    with op.batch_alter_table("commission_entry") as batch_op:
        for name in ("overpaid", "hold_until", "creator_id_earned_at", "creator_id_state"):
            batch_op.drop_index(f"ix_commission_entry_{name}")
        for name in (
            "state_known",
            "pending_says_how_long",
            "held_says_why",
            "nothing_on_its_way_is_negative",
        ):
            batch_op.drop_constraint(op.f(f"ck_commission_entry_{name}"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_commission_entry_state_known"),
            "state IN ('pending', 'ineligible', 'reversed')",
        )
        for name in (
            "hold_until",
            "earned_at",
            "held_for",
            "returning_minor",
            "paying_minor",
            "paid_minor",
            "is_lost",
            "is_own",
            "buyer_alias",
        ):
            batch_op.drop_column(name)
        batch_op.alter_column("reason", type_=sa.String(160), existing_type=sa.String(240))
    op.drop_index("ix_click_link_id_clicked_at", "click")
    with op.batch_alter_table("checkout") as batch_op:
        batch_op.drop_column("dispute_outcome")
