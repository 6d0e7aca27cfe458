"""What the collector leaves out."""

import gc

from smallgestures.garbage import leave_out_what_is_loaded


def test_what_was_there_before_is_left_out_of_later_collections():
    kept = [[] for _ in range(1000)]
    before = gc.get_freeze_count()
    try:
        leave_out_what_is_loaded()

        assert gc.get_freeze_count() >= before + len(kept)
        assert len(gc.get_objects()) < len(kept)
    finally:
        gc.unfreeze()
