"""Who sees what of the sandbox, and who moves time."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from smallgestures import clock
from smallgestures.accounts.models import Role
from smallgestures.billing.seen import EventSeen
from smallgestures.billing.service import store_webhook
from smallgestures.db.engine import reading, transaction
from smallgestures.mail.service import queue_mail
from smallgestures.product_time.service import show_time
from smallgestures.settings import get_settings
from smallgestures.web.flash import COOKIE
from smallgestures.web.product_clock import ProductClock
from smallgestures.web.session import cookie_name
from smallgestures.web.site import PLAIN
from tests.integration.conftest import Database
from tests.people import make_person, sign_in_as

ADVANCE = "/sandbox/advance"


@pytest.fixture
def people(sqlite_database: Database) -> Iterator[dict[str, TestClient]]:
    """Browsers of Ines, who has a letter, of a moderator, and of nobody; Stripe told one thing."""
    browsers = {"nobody": _browser(None)}
    with transaction() as db:
        for handle, roles in (("ines", ()), ("moderator", (Role.MODERATOR,))):
            person = make_person(db, handle, roles=roles)
            browsers[handle] = _browser(sign_in_as(db, person)[0])
            queue_mail(
                db,
                key=f"letter-{handle}",
                person_id=person.key,
                to=f"{handle}@example.com",
                subject=f"For {handle}",
                text="https://shop.example.com",
                html="…",
            )
        store_webhook(db, EventSeen("evt_1", "customer.created", "cus_1", None, clock.wall()))
    yield browsers
    clock.set_ahead(timedelta())


def _browser(token: str | None) -> TestClient:
    return TestClient(
        ProductClock(Starlette(routes=PLAIN)),
        base_url=get_settings().site_url,
        headers={"accept": "text/html"},
        cookies={cookie_name(): token} if token else None,
        follow_redirects=False,
    )


def seen_by(browser: TestClient) -> dict[str, Any]:
    answer = browser.get("/api/sandbox")
    assert answer.status_code == HTTPStatus.OK
    found: dict[str, Any] = answer.json()
    return found


def is_moving() -> bool:
    with reading() as db:
        return show_time(db).is_moving


def test_nobody_sees_anything(people):
    assert people["nobody"].get("/api/sandbox").status_code == HTTPStatus.UNAUTHORIZED


def test_everybody_sees_their_own_mail_and_nothing_else(people):
    seen = seen_by(people["ines"])

    assert [mail["subject"] for mail in seen["mails"]] == ["For ines"]
    assert (seen["time"], seen["events"]) == (None, [])


def test_moderators_see_all_mail_the_clock_and_what_stripe_told_of(people):
    seen = seen_by(people["moderator"])

    assert [mail["subject"] for mail in seen["mails"]] == ["For moderator", "For ines"]
    assert seen["time"]["is_moving"] is False
    (event,) = seen["events"]
    assert (event["type"], event["about"], event["outcome"]) == (
        "customer.created",
        "cus_1",
        "not needed",
    )


def test_only_moderators_move_time(people):
    assert (
        people["nobody"]
        .post(ADVANCE, data={"days": "7"})
        .headers["location"]
        .startswith("/sign-in")
    )
    assert people["ines"].post(ADVANCE, data={"days": "7"}).cookies.get(COOKIE)
    assert not is_moving()

    people["moderator"].post(ADVANCE, data={"days": "7"})

    assert is_moving()
    assert seen_by(people["moderator"])["time"]["is_moving"] is True


@pytest.mark.parametrize("days", ["0", "-7", "365", "seven", ""])
def test_time_moves_by_no_other_way_than_the_buttons(people, days):
    answer = people["moderator"].post(ADVANCE, data={"days": days})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert not is_moving()
