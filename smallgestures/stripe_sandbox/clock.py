"""The sandbox's own time: the machine's."""

import time


def now() -> int:
    """Return the seconds since 1970, as Stripe counts them."""
    return int(time.time())


def now_ms() -> int:
    """Return the milliseconds since 1970, for waits shorter than Stripe's seconds."""
    return int(time.time() * 1000)
