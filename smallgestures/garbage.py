"""What the garbage collector need not look at."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """Have nothing collected while the block loads code.

    What is loaded stays, so that the collector would look through more and more of it in vain:
    a quarter of the time that it takes to load the web's.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def leave_out_what_is_loaded() -> None:
    """Have no later collection go through what exists by now: modules, classes, built pages.

    It stays for as long as the process anyway, and is so much that looking through it takes
    longer than answering a request.
    """
    gc.collect()
    gc.freeze()
