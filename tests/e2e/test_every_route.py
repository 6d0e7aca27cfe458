"""Who may do what: every route, asked by nobody, by another viewer and by the owner.

The table names every route of the site; one that is missing fails the first test.
"""

from dataclasses import dataclass
from http import HTTPStatus

import httpx
import pytest
from sqlmodel import Session
from starlette.routing import Mount, Route

from smallgestures.accounts.queries import find_by_handle
from smallgestures.seed import PASSWORD
from smallgestures.shop.orders.queries import find_order
from smallgestures.web.site import DOCUMENTS, PLAIN
from tests.e2e.made_clips import product_named
from tests.factories import make_order
from tests.made_orders import pay

OK, NO_CONTENT = 200, 204
SEE_OTHER, FOUND = HTTPStatus.SEE_OTHER, HTTPStatus.FOUND
BAD_REQUEST = HTTPStatus.BAD_REQUEST
UNAUTHORIZED, FORBIDDEN = HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN
NOT_FOUND = HTTPStatus.NOT_FOUND

PRIVATE = (SEE_OTHER, OK, OK)
OPEN = (OK, OK, OK)
ENTER = (OK, SEE_OTHER, SEE_OTHER)  # who is signed in already goes on
POSTED = (SEE_OTHER, SEE_OTHER, SEE_OTHER)


MAYAS_ORDER = "anOrderOfMayas"


@dataclass(frozen=True)
class Case:
    """One route, and what nobody, another viewer and the owner are answered."""

    method: str
    route: str
    path: str
    answers: tuple[int, int, int]
    json: object = None
    form: dict[str, str] | None = None


CASES = (
    Case("GET", "/", "/", OPEN),
    Case("GET", "/following", "/following", OPEN),
    Case("GET", "/video/{video_id}", "/video/demoBottle", OPEN),
    Case("GET", "/product/{slug}", "/product/tidal-vase", OPEN),
    Case("GET", "/u/{handle}", "/u/maya", OPEN),
    Case("GET", "/orders", "/orders", PRIVATE),
    Case("GET", "/orders/{order}", f"/orders/{MAYAS_ORDER}", (SEE_OTHER, NOT_FOUND, OK)),
    Case("GET", "/brand/orders", "/brand/orders", (SEE_OTHER, NOT_FOUND, NOT_FOUND)),
    Case("GET", "/sign-in", "/sign-in", ENTER),
    Case("GET", "/sign-up", "/sign-up", ENTER),
    Case("GET", "/forgot", "/forgot", OPEN),
    Case("GET", "/reset", "/reset", OPEN),
    Case("GET", "/verify", "/verify", OPEN),
    Case("GET", "/settings", "/settings", PRIVATE),
    Case("GET", "/sandbox", "/sandbox", OPEN),
    Case("GET", "/api/feed", "/api/feed", OPEN),
    Case("POST", "/api/watch", "/api/watch", (NO_CONTENT,) * 3, json={"entries": []}),
    Case("PUT", "/api/likes/{video}", "/api/likes/demoBottle", (UNAUTHORIZED, OK, OK)),
    Case("DELETE", "/api/likes/{video}", "/api/likes/demoBottle", (UNAUTHORIZED, OK, OK)),
    Case("GET", "/out/{slug}", "/out/rose-silk-scarf", (FOUND,) * 3),
    Case(
        "GET",
        "/api/orders/{order}",
        f"/api/orders/{MAYAS_ORDER}",
        (UNAUTHORIZED, NOT_FOUND, OK),
    ),
    Case("GET", "/api/brand/orders", "/api/brand/orders", (UNAUTHORIZED, FORBIDDEN, FORBIDDEN)),
    Case("POST", "/webhooks/stripe", "/webhooks/stripe", (BAD_REQUEST,) * 3, json={}),
    # These lead on: to sign in, to a payment, or to what was refused and why.
    Case(
        "POST",
        "/product/{slug}/buy",
        "/product/tidal-vase/buy",
        POSTED,
        form={"price_minor": "1"},
    ),
    Case("POST", "/orders/{order}/pay", f"/orders/{MAYAS_ORDER}/pay", POSTED, form={}),
    Case(
        "POST",
        "/brand/orders/{order}/refund",
        f"/brand/orders/{MAYAS_ORDER}/refund",
        POSTED,
        form={"amount": "1"},
    ),
    Case("GET", "/healthz", "/healthz", OPEN),
    Case("GET", "/readyz", "/readyz", OPEN),
    Case("GET", "/metrics", "/metrics", OPEN),  # from this machine; elsewhere 404 (unit test)
    Case("POST", "/auth/sign-up", "/auth/sign-up", POSTED, form={"handle": "x"}),
    Case("POST", "/auth/sign-in", "/auth/sign-in", POSTED, form={"email": "a@example.com"}),
    Case("POST", "/auth/forgot", "/auth/forgot", POSTED, form={"email": "a@example.com"}),
    Case("POST", "/auth/reset", "/auth/reset", POSTED, form={"token": "x", "password": "y"}),
    Case("POST", "/auth/verify", "/auth/verify", POSTED, form={"token": "x"}),
    Case("POST", "/auth/verify/again", "/auth/verify/again", POSTED, form={}),
    Case("GET", "/media", "/media/originals/aa/secret.mp4", (NOT_FOUND,) * 3),
    # The last one: it ends the session that the others use.
    Case("POST", "/auth/sign-out", "/auth/sign-out", POSTED, form={}),
)


@pytest.fixture
def an_order_of_mayas(given) -> None:
    """Paid, and by nobody's link."""

    def arrange(db: Session) -> None:
        if find_order(db, MAYAS_ORDER) is None:
            maya = find_by_handle(db, "maya")
            order = pay(db, make_order(db, product_named(db, "teal-silk-scarf"), maya))
            order.public_id = MAYAS_ORDER

    given(arrange)


def test_the_table_names_every_route():
    routes = {
        (method, route.path)
        for route in [*PLAIN, *DOCUMENTS]
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    routes |= {("GET", route.path) for route in PLAIN if isinstance(route, Mount)}

    assert routes == {(case.method, case.route) for case in CASES}


@pytest.mark.parametrize("who", ["nobody", "another viewer", "the owner"])
def test_every_route_answers_each_as_it_should(product, an_order_of_mayas, who):
    people = {"nobody": None, "another viewer": "ines", "the owner": "maya"}
    place = list(people).index(who)

    with browser_of(product.url, people[who]) as client:
        got = {(case.method, case.route): ask(client, case).status_code for case in CASES}

    assert got == {(case.method, case.route): case.answers[place] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method} {case.route}")
def test_a_foreign_page_changes_nothing(product, case):
    with browser_of(product.url, None) as client:
        answer = ask(client, case, origin="https://elsewhere.example")

    if case.method == "GET":
        assert "access-control-allow-origin" not in answer.headers
    else:
        assert answer.status_code == HTTPStatus.FORBIDDEN


def test_every_page_carries_the_safe_headers(product):
    for path in ("/", "/product/tidal-vase", "/sign-in", "/nothing-here"):
        headers = httpx.get(product.url + path).headers

        policy = headers["content-security-policy"]
        assert "unsafe-eval" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_an_unknown_address_is_a_real_404(product):
    for path in ("/nothing-here", "/video/nobodyhasit", "/product/none", "/u/nobody.at.all"):
        assert httpx.get(product.url + path).status_code == HTTPStatus.NOT_FOUND


def test_a_body_that_is_too_large_is_refused(product):
    answer = httpx.post(
        f"{product.url}/api/watch", content=b" " * 20_000, headers={"origin": product.url}
    )

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert answer.headers["content-type"] == "application/problem+json"


def browser_of(url: str, handle: str | None) -> httpx.Client:
    """Return a browser in which this person is signed in."""
    headers, cookies = {"origin": url}, None
    if handle:
        form = {"email": f"{handle}@example.com", "password": PASSWORD, "next": "/"}
        answer = httpx.post(f"{url}/auth/sign-in", data=form, headers=headers)
        assert answer.status_code == SEE_OTHER
        cookies = answer.cookies
        assert "sg_session" in cookies
    return httpx.Client(base_url=url, headers=headers, cookies=cookies)


def ask(client: httpx.Client, case: Case, *, origin: str | None = None) -> httpx.Response:
    headers = {"origin": origin} if origin else {}
    return client.request(case.method, case.path, json=case.json, data=case.form, headers=headers)
