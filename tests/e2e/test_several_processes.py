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
from tests.e2e.running_product import RunningProduct
from tests.e2e.visitors import Visit
from tests.people import make_person

PAGES = 4  # connections are spread by chance


def test_two_processes_are_one_site(product_of_two: RunningProduct, visit: Visit):
    """1. Two processes serve. 2. What Ana writes shows on each page that Ben has open.

    3. Every process writes its log in the same way, and no secret of an address into it.
    """
    assert len(serving(product_of_two)) == 1 + 2  # who starts them holds the address, too
    product_of_two.given(make_friends)
    bens = [InboxPage(visit(signed_in_as="ben", at=product_of_two)).open() for _ in range(PAGES)]
    for ben in bens:
        expect(ben.empty).to_be_visible()

    ana = InboxPage(visit(signed_in_as="ana", at=product_of_two))
    ana.write_to("ben").say("Whichever of them hears it.")

    for ben in bens:
        expect(ben.with_person("Ana")).to_contain_text("Whichever of them hears it.")

    secret = secrets.token_urlsafe(32)
    for _ in range(4 * PAGES):  # each by a connection of its own
        answer = httpx.get(f"{product_of_two.url}/gift/{secret}")
        assert answer.status_code == HTTPStatus.NOT_FOUND
    said = product_of_two.log.read_text()
    assert secret not in said
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    asked = [line for line in lines if line.get("path") == "/gift/…"]
    assert len(asked) == 4 * PAGES


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
