"""What the garbage collector need not look at."""

import gc


def leave_out_what_is_loaded() -> None:
    """Have no later collection go through what exists by now: modules, classes, built pages.

    It stays for as long as the process anyway, and is so much that looking through it takes
    longer than answering a request.
    """
    gc.collect()
    gc.freeze()
