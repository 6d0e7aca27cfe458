"""Idempotency keys: the same request again has the same answer, and no second effect."""

import hashlib
import json
from http import HTTPStatus
from typing import Any

from smallgestures.stripe_sandbox.clock import now
from smallgestures.stripe_sandbox.errors import StripeError
from smallgestures.stripe_sandbox.store import Transaction

KEPT_S = 24 * 60 * 60
LONGEST_KEY = 255
IDEMPOTENCY = "idempotency_error"

Answer = tuple[int, dict[str, Any]]


class KeyInUse(StripeError):
    """The first request with this key is still under way."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "There is currently another in-progress request using this Idempotent Key (that "
            f"probably means you submitted twice, and the other request is still going through): "
            f"{key}. Please try again later.",
            code="idempotency_key_in_use",
            kind=IDEMPOTENCY,
            status=HTTPStatus.CONFLICT,
        )


def check_key(key: str) -> str:
    """Return the key.

    Raises:
        StripeError: It is too long to be kept.
    """
    if len(key) > LONGEST_KEY:
        raise StripeError(
            f"Idempotency keys can have at most {LONGEST_KEY} characters.", kind=IDEMPOTENCY
        )
    return key


def find_answer(tx: Transaction, key: str, endpoint: str, parameters: object) -> Answer | None:
    """Return what the first request with this key was answered.

    Raises:
        StripeError: That request was another one.
    """
    tx.connection.execute("DELETE FROM idempotency WHERE created < ?", (now() - KEPT_S,))
    row = tx.connection.execute(
        "SELECT endpoint, parameters, status, body FROM idempotency WHERE key = ?", (key,)
    ).fetchone()
    if row is None:
        return None
    if row[0] != endpoint:
        same = f"for the same endpoint they were first used for ('{row[0].split()[-1]}')"
    elif row[1] != _fingerprint(parameters):
        same = "with the same parameters they were first used with"
    else:
        return row[2], json.loads(row[3])
    raise StripeError(
        f"Keys for idempotent requests can only be used {same}. Try using a key other than "
        f"'{key}' if you meant to execute a different request.",
        kind=IDEMPOTENCY,
    )


def keep_answer(
    tx: Transaction, key: str, endpoint: str, parameters: object, answer: Answer
) -> None:
    """Keep what a request was answered."""
    status, body = answer
    tx.connection.execute(
        "INSERT INTO idempotency (key, endpoint, parameters, status, body, created)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (key, endpoint, _fingerprint(parameters), status, json.dumps(body), now()),
    )


def _fingerprint(parameters: object) -> str:
    return hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()
