"""To know when the next thing falls due costs the same with one trial and with a million."""

import pytest

from smallgestures.db.engine import reading
from smallgestures.falling_due import DUE
from tests.integration.statements import statements

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("kind", DUE, ids=lambda kind: kind.name)
def test_the_next_moment_is_one_row(kind):
    with reading() as db, statements() as noted:
        kind.next_at(db)

    assert [("LIMIT" in said or "min(" in said) for said, _ in noted] == [True]
