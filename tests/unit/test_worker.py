"""The worker's threads end together, and its chores leave what is needed."""

import threading

from smallgestures.worker import CHORES, Bell, Crew


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


LONG_S = 30.0


class TestBell:
    def test_wakes_a_lane_that_waits(self):
        bell, woken = Bell(), threading.Event()

        def wait() -> None:
            bell.wait(0)
            woken.set()

        lane = threading.Thread(target=wait)
        lane.start()
        bell.ring()

        assert woken.wait(LONG_S / 2)
        lane.join()

    def test_is_heard_although_it_rang_before_the_lane_listened(self):
        bell = Bell()
        heard = bell.times

        bell.ring()
        bell.wait(heard)

        assert bell.times == heard + 1


def test_every_chore_has_a_name_for_the_log():
    names = [chore.__name__ for chore in CHORES]

    assert len(set(names)) == len(names) >= 3
