"""Which answer belongs to which refusal."""

import json

import pytest

from smallgestures.accounts.errors import (
    HandleTaken,
    NotAllowed,
    PersonNotFound,
    SignedOut,
    WrongCredentials,
)
from smallgestures.errors import DomainError
from smallgestures.sealed import SealedWithAnotherKey
from smallgestures.shop.orders.errors import OrderNotFound
from smallgestures.web.body import BodyTooLarge
from smallgestures.web.limits import TooMany
from smallgestures.web.refusals import refusal


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SignedOut(), 401),
        (NotAllowed(), 403),
        (PersonNotFound(), 404),
        (OrderNotFound(), 404),
        (BodyTooLarge(8192), 413),
        (WrongCredentials(), 422),
        (HandleTaken("ines"), 422),
        (TooMany(30), 429),
        (SealedWithAnotherKey(), 503),
        (DomainError("No."), 409),
    ],
)
def test_says_in_words_what_the_status_says_in_numbers(error: DomainError, status: int):
    answer = refusal(error)

    body = json.loads(bytes(answer.body))
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (body["status"], body["detail"]) == (status, error.user_message)
    assert body["title"]
