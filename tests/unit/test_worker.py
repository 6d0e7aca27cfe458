"""The worker's threads end together, and its chores leave what is needed."""

import threading

from smallgestures.outbox.service import Lane
from smallgestures.worker import CHORES, Crew, Lookout


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


class TestLookout:
    def test_wakes_only_the_lanes_that_have_work(self):
        lookout = Lookout()
        mail, handlers = Lane(only="MailQueued"), Lane(besides=frozenset({"MailQueued"}))
        of_mail, of_handlers = lookout.bell_of(mail), lookout.bell_of(handlers)

        lookout.look(["MailQueued"])

        assert of_mail.is_set()
        assert not of_handlers.is_set()

    def test_wakes_all_lanes_at_the_end(self):
        lookout = Lookout()
        bells = [lookout.bell_of(Lane(only=name)) for name in ("MailQueued", "VideoAdded")]

        lookout.wake_all()

        assert all(bell.is_set() for bell in bells)


def test_every_chore_has_a_name_for_the_log():
    names = [chore.__name__ for chore in CHORES]

    assert len(set(names)) == len(names) >= 3
