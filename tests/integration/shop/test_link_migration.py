"""What stood on videos before keeps its place, and links to one's own shop are called so."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from smallgestures.db.engine import get_engine
from tests.integration.test_migrations import ROOT

pytestmark = pytest.mark.usefixtures("own_database")

THEN = "'2026-11-20 12:00:00+00:00'"
BEFORE = (
    f"INSERT INTO person (id, created_at, handle, name, time_zone) "
    f"VALUES (1, {THEN}, 'noor', 'Noor', 'UTC')",
    f"INSERT INTO brand (id, created_at, slug, name, owner_id) "
    f"VALUES (1, {THEN}, 'own', 'Noor Studio', 1), (2, {THEN}, 'other', 'Lumen', NULL)",
    f"INSERT INTO product (id, created_at, brand_id, slug, title, description, price_minor, "
    f"currency, stock) VALUES (1, {THEN}, 1, 'vase', 'Vase', '', 4800, 'usd', 5), "
    f"(2, {THEN}, 2, 'print', 'Print', '', 8900, 'usd', 5)",
    f"INSERT INTO video (id, created_at, public_id, creator_id, caption, state) "
    f"VALUES (1, {THEN}, 'aVideo', 1, '', 'processing')",
    f"INSERT INTO commerce_link (id, created_at, video_id, product_id, position, rate_bps, "
    f"price_at_link_minor, disclosure) VALUES (1, {THEN}, 1, 1, 0, 800, 4800, 'affiliate'), "
    f"(2, {THEN}, 1, 2, 1, 800, 8900, 'affiliate')",
    f"INSERT INTO impression (id, created_at, impression_id, link_id, shown_at) "
    f"VALUES (1, {THEN}, '1.a', 1, {THEN})",
)
AFTER = text(
    "SELECT id, position, label, anchor_from_ms, disclosure, linked_at = created_at, removed_at "
    "FROM commerce_link ORDER BY id"
)


def test_links_keep_what_they_are():
    alembic = Config(toml_file=ROOT / "pyproject.toml")
    command.downgrade(alembic, "0008")
    with get_engine().begin() as connection:
        for statement in BEFORE:
            connection.execute(text(statement))

    command.upgrade(alembic, "head")

    with get_engine().connect() as connection:
        assert connection.execute(AFTER).all() == [
            (1, 0, "", 0, "promotional_content", True, None),
            (2, 1, "", 0, "affiliate", True, None),
        ]

    command.downgrade(alembic, "0008")

    with get_engine().connect() as connection:
        kinds = connection.execute(text("SELECT disclosure FROM commerce_link")).scalars()
        assert set(kinds) == {"affiliate"}
