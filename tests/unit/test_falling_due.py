"""What falls due is done in the order in which it fell due, whatever kind it is."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from smallgestures.db.engine import transaction
from smallgestures.falling_due import DUE, Due, next_moment, run_due
from smallgestures.schema import metadata
from tests.conftest import NOON
from tests.process_state import forget_process_state


class Kind:
    """Things of one kind that fall due at given hours after noon."""

    def __init__(self, name: str, done: list[str], *hours: float) -> None:
        self.name, self.done, self.hours = name, done, sorted(hours)
        self.is_stuck = False

    def next_at(self, _db: object) -> datetime | None:
        return NOON + timedelta(hours=self.hours[0]) if self.hours else None

    def run(self, at: datetime) -> int:
        due = [hour for hour in self.hours if NOON + timedelta(hours=hour) <= at][:2]
        if self.is_stuck:
            return 0
        for hour in due:
            self.hours.remove(hour)
            self.done.append(f"{self.name} {hour:g}")
        return len(due)

    @property
    def due(self) -> Due:
        return Due(self.name, self.next_at, self.run)


@pytest.fixture(autouse=True)
def _database(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[None]:
    monkeypatch.setenv("SG_DATABASE_URL", f"sqlite:///{tmp_path / 'due.db'}")
    forget_process_state()
    with transaction() as db:
        metadata.create_all(db.connection())
    yield
    forget_process_state()


def test_kinds_take_turns_as_their_moments_do():
    done: list[str] = []
    kinds = [Kind("gift", done, 1, 4, 5, 6), Kind("trial", done, 2, 3, 7)]

    assert run_due(NOON + timedelta(hours=10), [kind.due for kind in kinds])

    assert done == ["gift 1", "trial 2", "trial 3", "gift 4", "gift 5", "gift 6", "trial 7"]


def test_what_is_to_come_is_left():
    done: list[str] = []
    kind = Kind("gift", done, 1, 30)

    assert run_due(NOON + timedelta(hours=10), [kind.due])

    assert (done, next_moment([kind.due])) == (["gift 1"], NOON + timedelta(hours=30))


def test_a_kind_that_cannot_be_done_now_holds_up_no_other():
    done: list[str] = []
    stuck, other = Kind("stripe", done, 1), Kind("trial", done, 2)
    stuck.is_stuck = True

    assert not run_due(NOON + timedelta(hours=10), [stuck.due, other.due])

    assert done == ["trial 2"]
    stuck.is_stuck = False
    assert run_due(NOON + timedelta(hours=10), [stuck.due, other.due])
    assert done == ["trial 2", "stripe 1"]


def test_with_nothing_to_come_nothing_happens():
    assert next_moment([Kind("gift", []).due]) is None
    assert run_due(NOON, [Kind("gift", []).due])


def test_what_falls_due_in_the_product():
    assert [due.name for due in DUE] == [
        "gifts",
        "trials",
        "publications",
        "removals",
        "subscriptions",
        "originals",
        "commissions",
    ]
