"""What the collector leaves out."""

import gc
from contextlib import suppress

from smallgestures.garbage import leave_out_what_is_loaded, put_off


def test_what_was_there_before_is_left_out_of_later_collections():
    kept = [[] for _ in range(1000)]
    before = gc.get_freeze_count()
    try:
        leave_out_what_is_loaded()

        assert gc.get_freeze_count() >= before + len(kept)
        assert len(gc.get_objects()) < len(kept)
    finally:
        gc.unfreeze()


def test_what_is_loaded_is_not_looked_through_meanwhile():
    with suppress(ImportError), put_off():
        assert not gc.isenabled()
        raise ImportError

    assert gc.isenabled()
