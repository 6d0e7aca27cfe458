"""An installation that learns to count: what happened before is counted, too."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlmodel import Session

from smallgestures.cli.keeping import rebuild_insights
from smallgestures.db.engine import reading, transaction
from smallgestures.event_handlers import JOBS
from smallgestures.insights.service import record_watches
from smallgestures.outbox.queries import count_open
from smallgestures.outbox.service import dispatch_due
from tests.factories import make_clip, make_watch
from tests.figures import counted

ROOT = Path(__file__).resolve().parents[3]
BEFORE = "0010-1"

pytestmark = pytest.mark.usefixtures("own_database")


def watched(db: Session) -> None:
    clip = make_clip(db)
    for viewer in ("p1", "p2"):
        record_watches(db, [make_watch(clip), make_watch(clip, completed=True)], viewer=viewer)


def test_what_an_older_release_has_stored_is_counted_after_it(given):
    given(watched)
    with reading() as db:
        right = counted(db)
    alembic = Config(toml_file=ROOT / "pyproject.toml")
    command.downgrade(alembic, BEFORE)

    command.upgrade(alembic, "head")
    dispatch_due(transaction, {}, {"InsightsOutdated": JOBS["InsightsOutdated"]})

    with reading() as db:
        assert count_open(db, name="InsightsOutdated") == 0
        assert counted(db) == right


def test_the_command_counts_every_clip(given):
    given(watched)
    given(make_clip)

    assert rebuild_insights() == "The figures of 2 clips are counted anew."
