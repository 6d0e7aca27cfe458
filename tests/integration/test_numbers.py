"""The largest numbers that anybody can send are refused or fit; the database never breaks."""

import pytest

from smallgestures.db.engine import reading, transaction
from smallgestures.feed.cursor import HIGHEST, Cursor, Part
from smallgestures.feed.service import Viewer, read_following, read_for_you
from smallgestures.insights.queries import get_tally
from smallgestures.insights.service import LONGEST_WATCH_MS, record_watches
from smallgestures.shop.attribution.service import Shown, record_click, record_impressions
from smallgestures.shop.models import Surface
from tests.factories import make_clip, make_product, make_watch

pytestmark = pytest.mark.usefixtures("database")

LATEST_MS = 253_402_300_798_999
MADE_UP = "999999999." + "A" * 22


class TestCursors:
    @pytest.mark.parametrize("number", [0, HIGHEST])
    def test_of_the_outermost_places_show_a_page(self, given, number: int):
        given(make_clip)
        viewer = Viewer("p1", 1)

        for read, part, key in (
            (read_for_you, Part.FRESH, number),
            (read_for_you, Part.FRESH, -number),
            (read_for_you, Part.SEEN, number and LATEST_MS),
            (read_following, Part.FOLLOWING, number),
        ):
            cursor = Cursor(part, key, number, number and LATEST_MS, given=(number,) * 3)
            with reading() as db:
                assert read(db, viewer, cursor=cursor.encode()).items is not None


class TestImpressions:
    def test_of_the_highest_link_there_can_be_are_ignored(self, given):
        given(lambda db: make_product(db, slug="vase"))

        with transaction() as db:
            shown = Shown(MADE_UP, "demoVase", Surface.PANEL)
            assert record_impressions(db, [shown], person_id=None) == 0
            assert (
                record_click(db, MADE_UP, slug="vase", person_id=None, visitor_key="a" * 64) is None
            )


class TestTallies:
    def test_hold_more_than_32_bits_of_watching(self, given):
        clip = given(make_clip)

        for _ in range(3):
            with transaction() as db:
                reports = [make_watch(clip, watched_ms=LONGEST_WATCH_MS) for _ in range(250)]
                record_watches(db, reports, viewer="p1")

        with reading() as db:
            assert get_tally(db, clip.key).watched_ms == 750 * LONGEST_WATCH_MS > 2**31
