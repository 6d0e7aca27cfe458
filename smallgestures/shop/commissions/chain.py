"""The form of a creator's ledger outside this product: one JSON object a line, chained by hashes.

A line is hashed as canonical JSON: UTF-8, keys sorted, no space between its parts, no number that
is not whole, everything but `hash` itself. `previous` is the hash of the line before, or
64 zeros in the first one. `tools/verify_ledger.py` reads the same without any code of ours.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

VERSION = 1
FIRST = "0" * 64


def canonical(line: Mapping[str, Any]) -> str:
    """Return a line as it is hashed and stored."""
    return json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(body: str) -> str:
    """Return the hash of a canonical line."""
    return hashlib.sha256(body.encode()).hexdigest()


def moment(at: datetime) -> str:
    """Return `2026-11-26T03:14:15.000926Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def with_hash(body: str, hashed: str) -> str:
    """Return a line of the file: what was hashed, and its hash."""
    return canonical(json.loads(body) | {"hash": hashed})
