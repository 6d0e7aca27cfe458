"""One line a request, to stderr: no keys, no card numbers, nothing that people typed."""

import json
import sys
import traceback
from datetime import UTC, datetime

from smallgestures.stripe_sandbox.clock import now_ms


def say(what: str, **details: object) -> None:
    """Write one line."""
    at = datetime.fromtimestamp(now_ms() / 1000, UTC).isoformat(timespec="milliseconds")
    sys.stderr.write(json.dumps({"at": at, "stripe_sandbox": what, **details}) + "\n")


def say_failure(error: BaseException) -> None:
    """Write where a bug is; its words may hold what somebody typed, so they stay out."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.name}:{frame.lineno}" for frame in frames[-6:]]
    say("failure", error=type(error).__name__, where=where)
