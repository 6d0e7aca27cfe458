"""The worker's threads end together, and its chores leave what is needed."""

import threading

from smallgestures.worker import CHORES, Crew


class TestCrew:
    def test_stops_all_when_one_fails(self):
        stopping = threading.Event()
        crew = Crew(stopping)

        def fail() -> None:
            raise RuntimeError("the disk is full")

        crew.start("steady", stopping.wait)
        crew.start("broken", fail)
        crew.join()

        assert crew.failed
        assert stopping.is_set()

    def test_ends_in_good_order_when_told_to(self):
        stopping = threading.Event()
        crew = Crew(stopping)
        crew.start("steady", stopping.wait)

        stopping.set()
        crew.join()

        assert not crew.failed


def test_every_chore_has_a_name_for_the_log():
    names = [chore.__name__ for chore in CHORES]

    assert len(set(names)) == len(names) >= 3
