"""Who may do what: every route, asked by nobody, by another viewer and by the owner.

The table names every route of the site; one that is missing fails the first test.
"""

from dataclasses import dataclass
from http import HTTPStatus

import httpx
import pytest
from sqlmodel import Session, select
from starlette.routing import Mount, Route

from smallgestures.accounts.queries import find_by_handle
from smallgestures.gestures.gifts.queries import find_gift
from smallgestures.gestures.offers.models import Offer
from smallgestures.messaging.queries import find_side
from smallgestures.messaging.service import open_thread
from smallgestures.seed import PASSWORD
from smallgestures.shop.orders.queries import find_order
from smallgestures.videos.queries import get_by_public_id
from smallgestures.web.site import DOCUMENTS, PLAIN
from tests.e2e.made_clips import product_named
from tests.e2e.made_videos import make_draft
from tests.factories import make_order, unused
from tests.gifts import make_gift, make_giver
from tests.made_orders import pay

OK, NO_CONTENT = 200, 204
SEE_OTHER, FOUND = HTTPStatus.SEE_OTHER, HTTPStatus.FOUND
BAD_REQUEST, CONFLICT = HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT
UNAUTHORIZED, FORBIDDEN = HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN
NOT_FOUND = HTTPStatus.NOT_FOUND
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY

PRIVATE = (SEE_OTHER, OK, OK)
OPEN = (OK, OK, OK)
ENTER = (OK, SEE_OTHER, SEE_OTHER)  # who is signed in already goes on
POSTED = (SEE_OTHER, SEE_OTHER, SEE_OTHER)


MAYAS_VIDEO = "aVideoOfMayas"
ITS_CREATORS_PAGE = (SEE_OTHER, NOT_FOUND, OK)
ITS_CREATORS = (UNAUTHORIZED, NOT_FOUND, OK)
MAYAS_ORDER = "anOrderOfMayas"
TUS = {"tus-resumable": "1.0.0"}
PIECE = {**TUS, "content-type": "application/offset+octet-stream", "upload-offset": "0"}
MAYAS_THREAD = "/inbox/aThreadOfMayas"
MAYAS_GIFT = "aGiftOfMayas"


@dataclass(frozen=True)
class Case:
    """One route, and what nobody, another viewer and the owner are answered."""

    method: str
    route: str
    path: str
    answers: tuple[int, int, int]
    json: object = None
    form: dict[str, str] | None = None
    headers: dict[str, str] | None = None


CASES = (
    Case("GET", "/", "/", OPEN),
    Case("GET", "/following", "/following", OPEN),
    Case("GET", "/video/{video_id}", "/video/demoBottle", OPEN),
    Case("GET", "/discover", "/discover?q=vase", OPEN),
    Case("GET", "/api/search", "/api/search?q=vase", OPEN),
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
    Case("GET", "/api/sandbox", "/api/sandbox", (UNAUTHORIZED, OK, OK)),
    # Only moderators move time: the others are led back, and told so.
    Case("POST", "/sandbox/advance", "/sandbox/advance", POSTED, form={"days": "1"}),
    Case("POST", "/trials/{trial}/card", "/trials/1/card", POSTED, form={}),
    Case("GET", "/trials", "/trials", PRIVATE),
    Case("GET", "/api/trials", "/api/trials", (UNAUTHORIZED, OK, OK)),
    Case("GET", "/trials/ledger.csv", "/trials/ledger.csv", PRIVATE),
    Case("GET", "/trials/ledger.json", "/trials/ledger.json", PRIVATE),
    Case("GET", "/trials/ends.ics", "/trials/ends.ics", PRIVATE),
    Case("GET", "/trials/{gift}/end.ics", "/trials/x/end.ics", (SEE_OTHER, NOT_FOUND, NOT_FOUND)),
    Case("POST", "/trials/letters", "/trials/letters", POSTED, form={}),
    # Of a gift that is nobody’s: led back, and told so.
    Case("POST", "/trials/{gift}/cancel", "/trials/x/cancel", POSTED, form={}),
    Case("POST", "/trials/{gift}/undo", "/trials/x/undo", POSTED, form={}),
    Case(
        "POST",
        "/trials/{gift}/keep",
        "/trials/x/keep",
        POSTED,
        form={"words": "0" * 64, "yes": "yes", "tab": "received"},
    ),
    Case("GET", "/unsubscribe/{token}", "/unsubscribe/1.forged", (NOT_FOUND,) * 3),
    Case("POST", "/unsubscribe/{token}", "/unsubscribe/1.forged", (BAD_REQUEST,) * 3, form={}),
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
    Case("GET", "/inbox", "/inbox", PRIVATE),
    Case("GET", "/inbox/{thread}", MAYAS_THREAD, (SEE_OTHER, NOT_FOUND, OK)),
    Case("GET", "/api/inbox", "/api/inbox", (UNAUTHORIZED, OK, OK)),
    Case("GET", "/api/inbox/{thread}", f"/api{MAYAS_THREAD}", (UNAUTHORIZED, NOT_FOUND, OK)),
    Case("GET", "/api/unread", "/api/unread", (UNAUTHORIZED, OK, OK)),
    Case(
        "POST",
        "/inbox/{thread}",
        MAYAS_THREAD,
        (UNAUTHORIZED, NOT_FOUND, OK),
        form={"text": "Hello", "client_key": "of-every-route"},
    ),
    Case(
        "POST",
        "/inbox/{thread}/read",
        f"{MAYAS_THREAD}/read",
        (UNAUTHORIZED, NOT_FOUND, NO_CONTENT),
        form={"through": "1"},
    ),
    *(
        Case(
            "POST",
            f"/inbox/{{thread}}/{what}",
            f"{MAYAS_THREAD}/{what}",
            (SEE_OTHER, NOT_FOUND, SEE_OTHER),
            form={},
        )
        for what in ("accept", "turn-down")
    ),
    # What each of these does, the next one undoes.
    *(
        Case("POST", f"/u/{{handle}}/{what}", f"/u/rush/{what}", POSTED, form={})
        for what in ("follow", "unfollow", "block", "unblock", "message", "report")
    ),
    Case("GET", "/studio", "/studio", PRIVATE),
    Case("GET", "/studio/upload", "/studio/upload", PRIVATE),
    Case("GET", "/api/studio/videos", "/api/studio/videos", (UNAUTHORIZED, OK, OK)),
    Case("GET", "/api/studio/earlier", "/api/studio/earlier", (UNAUTHORIZED, OK, OK)),
    Case("GET", "/api/studio/allowance", "/api/studio/allowance", (UNAUTHORIZED, OK, OK)),
    Case(
        "GET",
        "/api/studio/videos/{video}/upload",
        "/api/studio/videos/demoBottle/upload",
        (UNAUTHORIZED, NOT_FOUND, OK),
    ),
    # It did not fail, so even its owner tries nothing again.
    Case(
        "POST",
        "/api/studio/videos/{video}/try-again",
        "/api/studio/videos/demoBottle/try-again",
        (UNAUTHORIZED, NOT_FOUND, CONFLICT),
        form={},
    ),
    Case("OPTIONS", "/api/uploads", "/api/uploads", (NO_CONTENT,) * 3),
    Case(
        "POST",
        "/api/uploads",
        "/api/uploads",
        (UNAUTHORIZED, BAD_REQUEST, BAD_REQUEST),  # of no length
        headers=TUS,
    ),
    *(
        Case(method, "/api/uploads/{upload}", "/api/uploads/none", answers, headers=PIECE)
        for method, answers in (
            ("OPTIONS", (NO_CONTENT,) * 3),
            ("PATCH", (UNAUTHORIZED, NOT_FOUND, NOT_FOUND)),
            ("DELETE", (UNAUTHORIZED, NOT_FOUND, NOT_FOUND)),
            ("POST", (HTTPStatus.METHOD_NOT_ALLOWED,) * 3),
        )
    ),
    Case("GET", "/gestures", "/gestures", OPEN),
    Case("GET", "/api/gifts/people", "/api/gifts/people?q=leo", (UNAUTHORIZED, OK, OK)),
    # Of an offer that is none: whoever is signed in is told so.
    Case(
        "POST",
        "/api/gifts",
        "/api/gifts",
        (UNAUTHORIZED, CONFLICT, CONFLICT),
        form={"offer": "none", "to": "leo", "key": "of-every-route"},
    ),
    Case(
        "POST",
        "/api/gifts/{gift}/{move}",
        f"/api/gifts/{MAYAS_GIFT}/open",
        (UNAUTHORIZED, NOT_FOUND, OK),
        form={},
    ),
    # A guessed link is nobody’s.
    Case("GET", "/gift/{token}", "/gift/guessed", (NOT_FOUND,) * 3),
    Case(
        "POST",
        "/gift/{token}/{move}",
        "/gift/guessed/open",
        (UNAUTHORIZED, NOT_FOUND, NOT_FOUND),
        form={},
    ),
    Case("POST", "/gift/{token}/report", "/gift/guessed/report", POSTED, form={"reason": "spam"}),
    Case("GET", "/studio/videos/{video}", f"/studio/videos/{MAYAS_VIDEO}", ITS_CREATORS_PAGE),
    Case("GET", "/api/studio/videos/{video}", f"/api/studio/videos/{MAYAS_VIDEO}", ITS_CREATORS),
    Case(
        "POST",
        "/api/studio/videos/{video}",
        f"/api/studio/videos/{MAYAS_VIDEO}",
        ITS_CREATORS,
        form={"cover_alt": "A wave"},
    ),
    Case(
        "POST",
        "/api/studio/videos/{video}/publish",
        f"/api/studio/videos/{MAYAS_VIDEO}/publish",
        ITS_CREATORS,
        form={},
    ),
    # Without a file, so whoever may is told what is wrong with it.
    Case(
        "PUT",
        "/api/studio/videos/{video}/captions",
        f"/api/studio/videos/{MAYAS_VIDEO}/captions?language=en",
        (UNAUTHORIZED, NOT_FOUND, UNPROCESSABLE),
    ),
    Case(
        "DELETE",
        "/api/studio/videos/{video}/captions",
        f"/api/studio/videos/{MAYAS_VIDEO}/captions",
        ITS_CREATORS,
    ),
    *(
        Case(
            "POST",
            f"/studio/videos/{{video}}/{what}",
            f"/studio/videos/{MAYAS_VIDEO}/{what}",
            POSTED,
            form={},
        )
        for what in ("draft", "delete", "restore")
    ),
    # Each of these leaves the video as the next one needs it.
    Case(
        "GET",
        "/api/studio/videos/{video}/products",
        f"/api/studio/videos/{MAYAS_VIDEO}/products",
        ITS_CREATORS,
    ),
    *(
        Case(
            "POST",
            f"/api/studio/videos/{{video}}/{what}",
            f"/api/studio/videos/{MAYAS_VIDEO}/{what.format(slug='dunes-print')}",
            ITS_CREATORS,
            form=form,
        )
        for what, form in (
            ("products", {"product": "dunes-print"}),
            ("product-order", {"order": "dunes-print"}),
            ("products/{slug}", {"label": "Mine", "anchor_from_ms": "0"}),
            ("products/{slug}/remove", {}),
            ("paid", {"paid": "no"}),
        )
    ),
    Case("GET", "/api/studio/products", "/api/studio/products?q=vase", (UNAUTHORIZED, OK, OK)),
    Case("GET", "/studio/showcase", "/studio/showcase", PRIVATE),
    Case("GET", "/u/{handle}/showcase", "/u/maya/showcase", OPEN),
    Case("GET", "/api/studio/showcase", "/api/studio/showcase", (UNAUTHORIZED, OK, OK)),
    Case(
        "POST",
        "/api/studio/showcase",
        "/api/studio/showcase",
        (UNAUTHORIZED, OK, OK),
        form={"product": "moonrise-print"},
    ),
    # Of a list that is another: whoever is signed in is told so.
    Case(
        "POST",
        "/api/studio/showcase-order",
        "/api/studio/showcase-order",
        (UNAUTHORIZED, CONFLICT, CONFLICT),
        form={"order": "none"},
    ),
    Case(
        "POST",
        "/api/studio/showcase/{slug}/remove",
        "/api/studio/showcase/moonrise-print/remove",
        (UNAUTHORIZED, OK, OK),
        form={},
    ),
    Case("POST", "/product/{slug}/showcase", "/product/none/showcase", POSTED, form={}),
    Case(
        "POST",
        "/api/studio/outside",
        "/api/studio/outside",
        (UNAUTHORIZED, CONFLICT, CONFLICT),
        form={"address": "https://127.0.0.1", "title": "A", "price": "1", "currency": "usd"},
    ),
    *(
        Case(
            "POST",
            f"/api/studio/outside/{{slug}}/{what}",
            f"/api/studio/outside/none/{what}",
            (UNAUTHORIZED, CONFLICT, CONFLICT),
            form=form,
        )
        for what, form in (("price", {"price": "1", "currency": "usd"}), ("withdraw", {}))
    ),
    Case(
        "GET",
        "/api/studio/completions",
        "/api/studio/completions?q=%23kit",
        (UNAUTHORIZED, OK, OK),
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


@pytest.fixture
def a_thread_of_mayas(given) -> None:
    """With Noor, without a word so far."""

    def arrange(db: Session) -> None:
        maya, noor = find_by_handle(db, "maya"), find_by_handle(db, "noor")
        if find_side(db, MAYAS_THREAD.rpartition("/")[2], maya.key) is None:
            public_id = open_thread(db, maya.key, with_id=noor.key)
            side = find_side(db, public_id, maya.key)
            side.thread.public_id = MAYAS_THREAD.rpartition("/")[2]

    given(arrange)


@pytest.fixture
def a_gift_of_mayas(given) -> None:
    """From somebody of this test alone, not opened yet."""

    def arrange(db: Session) -> None:
        if find_gift(db, MAYAS_GIFT) is None:
            offer = db.exec(select(Offer).where(Offer.slug == "pandora-90-days")).one()
            giver = make_giver(db, unused("giver"))
            make_gift(db, giver, find_by_handle(db, "maya"), offer).public_id = MAYAS_GIFT

    given(arrange)


@pytest.fixture
def a_video_of_mayas(given) -> None:
    """A draft that is ready."""

    def arrange(db: Session) -> None:
        if get_by_public_id(db, MAYAS_VIDEO) is None:
            draft = get_by_public_id(db, make_draft(db, by="maya"))
            draft.public_id = MAYAS_VIDEO

    given(arrange)


@pytest.mark.usefixtures(
    "an_order_of_mayas", "a_thread_of_mayas", "a_gift_of_mayas", "a_video_of_mayas"
)
@pytest.mark.parametrize("who", ["nobody", "another viewer", "the owner"])
def test_every_route_answers_each_as_it_should(product, who):
    people = {"nobody": None, "another viewer": "ines", "the owner": "maya"}
    place = list(people).index(who)

    with browser_of(product.url, people[who]) as client:
        got = {(case.method, case.route): ask(client, case).status_code for case in CASES}

    assert got == {(case.method, case.route): case.answers[place] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method} {case.route}")
def test_a_foreign_page_changes_nothing(product, case):
    with browser_of(product.url, None) as client:
        answer = ask(client, case, origin="https://elsewhere.example")

    if case.method in {"GET", "OPTIONS"}:
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
    headers = {**(case.headers or {}), **({"origin": origin} if origin else {})}
    return client.request(case.method, case.path, json=case.json, data=case.form, headers=headers)
