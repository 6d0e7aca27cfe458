"""Several web processes behind one Redis are one site."""

import json
import secrets
from http import HTTPStatus

import httpx
import psutil
from playwright.sync_api import expect
from sqlmodel import Session

from smallgestures.accounts.ties.service import follow_person
from tests.e2e.pages.inbox import InboxPage
from tests.e2e.running_product import RunningProduct, wait_until
from tests.e2e.visitors import Visit
from tests.people import make_person

# Connections are spread by chance.
PAGES = 4
ASKED = 16


def test_two_processes_are_one_site(product_of_two: RunningProduct, visit: Visit):
    """1. Two processes serve. 2. What Ana writes shows on each page that Ben has open.

    3. Every process writes its log in the same way, and no secret of an address into it.
    """
    # Who starts them holds the address, too.
    wait_until(lambda: len(serving(product_of_two)) == 1 + 2, "two processes")
    product_of_two.given(make_friends)
    bens = [InboxPage(visit(signed_in_as="ben", at=product_of_two)).open() for _ in range(PAGES)]
    for ben in bens:
        expect(ben.empty).to_be_visible()

    ana = InboxPage(visit(signed_in_as="ana", at=product_of_two))
    ana.write_to("ben").say("Whichever of them hears it.")

    for ben in bens:
        expect(ben.with_person("Ana")).to_contain_text("Whichever of them hears it.")

    secret = secrets.token_urlsafe(32)
    for _ in range(ASKED):  # each by a connection of its own
        answer = httpx.get(f"{product_of_two.url}/gift/{secret}")
        assert answer.status_code == HTTPStatus.NOT_FOUND
    wait_until(lambda: len(noted(product_of_two, "/gift/…")) == ASKED, "a line of each request")
    assert secret not in product_of_two.log.read_text()


def noted(product: RunningProduct, path: str) -> list[dict[str, object]]:
    """Return the lines of the log that are about a path."""
    said = product.log.read_text().splitlines()
    lines = [json.loads(line) for line in said if line.startswith("{")]
    return [line for line in lines if line.get("path") == path]


def make_friends(db: Session) -> None:
    ana, ben = make_person(db, "ana"), make_person(db, "ben")
    follow_person(db, ana.key, followed_id=ben.key)


def serving(product: RunningProduct) -> list[psutil.Process]:
    """Return the processes that hold the product's address."""
    assert product.process is not None
    family = psutil.Process(product.process.pid).children(recursive=True)
    return [
        one
        for one in family
        if any(line.laddr.port == product.port for line in one.net_connections())
    ]
