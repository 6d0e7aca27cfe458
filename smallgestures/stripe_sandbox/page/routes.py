"""`/c/pay/{session}`: the page, its forms, and what comes after."""

from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from smallgestures.stripe_sandbox import cards, money, payments, sessions
from smallgestures.stripe_sandbox.body import read_body
from smallgestures.stripe_sandbox.page.checkout import Sale, checkout_page, shop_button
from smallgestures.stripe_sandbox.page.frame import message_page
from smallgestures.stripe_sandbox.page.markup import Html, tag
from smallgestures.stripe_sandbox.page.typed import Typed, card_of, payer_of, read
from smallgestures.stripe_sandbox.payments import Outcome, Result
from smallgestures.stripe_sandbox.sandbox import Sandbox
from smallgestures.stripe_sandbox.store import Transaction

STATIC = Path(__file__).parents[1] / "static"
PATH = "/c/pay/{id}"


class Pages:
    """The handlers, and their routes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route | Mount]:
        """Return the routes."""
        return [
            Route(PATH, self.show, methods=["GET"]),
            Route(PATH, self.pay, methods=["POST"]),
            Route(PATH + "/confirm", self.ask, methods=["GET"]),
            Route(PATH + "/confirm", self.confirm, methods=["POST"]),
            Mount("/c/static", StaticFiles(directory=STATIC)),
        ]

    async def show(self, request: Request) -> Response:
        """Show the page, a test card filled in if one was chosen."""
        with self.sandbox.store.reading() as tx:
            sale = _sale(tx, request)
        if sale is None or sale.session["status"] != "open":
            return _closed(sale)
        chosen = request.query_params.get("card", "")
        return _answer(checkout_page(sale, _filled(sale, chosen), chosen=chosen), sale)

    async def pay(self, request: Request) -> Response:
        """Try to pay with what was typed; twice is as good as once."""
        if not _own(request):
            return _foreign()
        form = await _form(request)
        with self.sandbox.store.transaction() as tx:
            sale = _sale(tx, request)
            if sale is None or sale.session["status"] != "open":
                return _closed(sale, paid=True)
            typed = read(form, sale.asked)
            if typed.errors:
                page = checkout_page(sale, typed.without_secrets())
                return _answer(page, sale)
            outcome = payments.pay(
                tx,
                sale.session,
                card_of(typed, key=self.sandbox.card_key),
                payer_of(typed, sale.asked, email=sale.email),
                confirm_url=self.sandbox.confirm_url(sale.session["id"]),
            )
        self.sandbox.deliverer.wake.set()
        return _after(outcome, sale, typed)

    async def ask(self, request: Request) -> Response:
        """Ask whether the payment is really meant."""
        with self.sandbox.store.reading() as tx:
            sale = _sale(tx, request)
            session = sale.session if sale else {"payment_intent": None}
            intent = tx.find("payment_intent", session["payment_intent"] or "")
        if sale is None or sale.session["status"] != "open":
            return _closed(sale)
        if intent is None or intent["status"] != "requires_action":
            return _go(f"/c/pay/{sale.session['id']}")
        return _answer(_confirm_page(sale), sale)

    async def confirm(self, request: Request) -> Response:
        """Go through with the payment, or don't."""
        if not _own(request):
            return _foreign()
        form = await _form(request)
        with self.sandbox.store.transaction() as tx:
            sale = _sale(tx, request)
            if sale is None or sale.session["status"] != "open":
                return _closed(sale, paid=True)
            go_on = payments.confirm if form.get("answer") == "confirm" else payments.refuse
            outcome = go_on(tx, sale.session)
        self.sandbox.deliverer.wake.set()
        return _after(outcome, sale, Typed())


def _sale(tx: Transaction, request: Request) -> Sale | None:
    session = tx.find(sessions.KIND, request.path_params["id"])
    if session is None:
        return None
    items = tx.children("item", session["id"])
    for item in items:
        product = tx.find("product", item["price"]["product"])
        item["images"] = product["images"] if product else []
    wished = tx.hidden(session["id"])["intent"]
    return Sale(session, items, sessions.email_of(tx, session), wished.get("description"))


def _filled(sale: Sale, chosen: str) -> Typed:
    for card in cards.TEST_CARDS:
        if card.behaviour == chosen:
            values = {"number": card.spaced, "expiry": "12 / 34", "code": "123"}
            values["name"] = "Test Person"
            if sale.asked.email:
                values["email"] = "test@example.com"
            if sale.asked.countries:
                values |= {"address": "1 Test Street", "city": "Testville"}
                values |= {"postal_code": "12345", "country": sale.asked.countries[0]}
            return Typed(values)
    return Typed()


def _after(outcome: Outcome, sale: Sale, typed: Typed) -> Response:
    session = outcome.session
    if outcome.result is Result.PAID:
        return _go(sessions.success_url(session))
    if outcome.result is Result.ASKS:
        return _go(f"/c/pay/{session['id']}/confirm")
    if outcome.result is Result.EXPIRED:
        return _closed(Sale(session, sale.items, sale.email, sale.description))
    page = checkout_page(sale, typed.without_secrets(), notice=outcome.words)
    return _answer(page, sale)


def _confirm_page(sale: Sale) -> Html:
    amount = money.shown(sale.session["amount_total"], sale.session["currency"])
    buttons = [
        tag("button", "Confirm", class_="btn btn--buy btn--lg", name="answer", value="confirm"),
        tag("button", "Refuse", class_="btn btn--lg", name="answer", value="refuse"),
    ]
    form = tag("form", *buttons, class_="col col--3", method="post")
    return message_page(
        "Confirm this payment",
        f"The bank asks whether it is you who pays {amount}.",
        form,
        art="shield",
    )


def _closed(sale: Sale | None, *, paid: bool = False) -> Response:
    """Say why nothing can be paid here; who has just paid, in another tab too, goes on."""
    if sale is None:
        page = message_page(
            "There is no such payment",
            "The link may be cut off. Go back to the shop and start again.",
            art="alert",
        )
        return _answer(page, None, HTTPStatus.NOT_FOUND)
    session = sale.session
    if session["status"] == "complete":
        if paid:
            return _go(sessions.success_url(session))
        link = tag("a", "Go on", class_="btn btn--primary", href=sessions.success_url(session))
        return _answer(
            message_page("This was already paid", "Nothing more is to do here.", link, art="check"),
            sale,
        )
    page = message_page(
        "This payment has expired",
        "Nothing was paid. Go back to the shop to start again.",
        shop_button(session),
        art="clock",
    )
    return _answer(page, sale)


def _own(request: Request) -> bool:
    """Say whether the form was sent by this page, not by a stranger's."""
    origin = request.headers.get("origin")
    if origin is not None:
        return origin == f"{request.url.scheme}://{request.headers.get('host', '')}"
    return request.headers.get("sec-fetch-site", "none") in {"same-origin", "none"}


def _foreign() -> Response:
    words = "This was sent by another site, so nothing was done."
    return _answer(message_page("Not from here", words, art="alert"), None, HTTPStatus.FORBIDDEN)


async def _form(request: Request) -> dict[str, str]:
    text = (await read_body(request)).decode(errors="replace")
    return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50))


def _go(url: str) -> Response:
    return RedirectResponse(url, HTTPStatus.SEE_OTHER, headers={"Cache-Control": "no-store"})


def _answer(page: Html, sale: Sale | None, status: int = HTTPStatus.OK) -> Response:
    images = {_origin(url) for item in (sale.items if sale else ()) for url in item["images"]}
    # Browsers hold a form to its policy through the redirect that follows, too.
    shop = {_origin(sale.session["success_url"])} if sale else set()
    none = "'none'"
    may_show, may_lead = " ".join(sorted(images)), " ".join(["'self'", *sorted(shop)])
    policy = "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "font-src 'self'",
            f"img-src {may_show or none}",
            f"form-action {may_lead}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(page, status, headers=headers, media_type="text/html")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
