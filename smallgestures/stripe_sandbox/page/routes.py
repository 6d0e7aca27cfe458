"""`/c/pay/{session}`: the page, its forms, and what comes after."""

from dataclasses import replace
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from smallgestures.stripe_sandbox import payments, sessions
from smallgestures.stripe_sandbox.outcome import Outcome, Result
from smallgestures.stripe_sandbox.page.card import filled_card
from smallgestures.stripe_sandbox.page.checkout import checkout_page
from smallgestures.stripe_sandbox.page.frame import confirm_page, message_page, shop_button
from smallgestures.stripe_sandbox.page.markup import Html, tag
from smallgestures.stripe_sandbox.page.responses import (
    answer,
    foreign,
    go,
    is_own,
    missing,
    read_form,
)
from smallgestures.stripe_sandbox.page.sale import Sale, read_sale
from smallgestures.stripe_sandbox.page.typed import Typed, card_of, payer_of, read
from smallgestures.stripe_sandbox.sandbox import Sandbox

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
            sale = read_sale(tx, request.path_params["id"])
        if sale is None or sale.session["status"] != "open":
            return _closed(sale)
        chosen = request.query_params.get("card", "")
        return _answer(checkout_page(sale, _filled(sale, chosen), chosen=chosen), sale)

    async def pay(self, request: Request) -> Response:
        """Try to pay with what was typed; twice is as good as once."""
        if not is_own(request):
            return foreign()
        form = await read_form(request)
        with self.sandbox.store.transaction() as tx:
            sale = read_sale(tx, request.path_params["id"])
            if sale is None or sale.session["status"] != "open":
                return _closed(sale, paid=True)
            typed = read(form, sale.asked)
            if typed.errors:
                page = checkout_page(sale, typed.without_secrets())
                return _answer(page, sale)
            outcome = payments.pay(
                tx,
                sale.session,
                card_of(typed, key=self.sandbox.card_key) if sale.asks_for_card else None,
                payer_of(typed, sale.asked, email=sale.email),
                confirm_url=self.sandbox.confirm_url(sale.session["id"]),
            )
        self.sandbox.deliverer.wake.set()
        return _after(outcome, sale, typed)

    async def ask(self, request: Request) -> Response:
        """Ask whether the payment is really meant."""
        with self.sandbox.store.reading() as tx:
            sale = read_sale(tx, request.path_params["id"])
            asks = sale is not None and payments.asks(tx, sale.session)
        if sale is None or sale.session["status"] != "open":
            return _closed(sale)
        if not asks:
            return go(f"/c/pay/{sale.session['id']}")
        return _answer(_confirm_page(sale), sale)

    async def confirm(self, request: Request) -> Response:
        """Go through with the payment, or don't."""
        if not is_own(request):
            return foreign()
        form = await read_form(request)
        with self.sandbox.store.transaction() as tx:
            sale = read_sale(tx, request.path_params["id"])
            if sale is None or sale.session["status"] != "open":
                return _closed(sale, paid=True)
            go_on = payments.confirm if form.get("answer") == "confirm" else payments.refuse
            outcome = go_on(tx, sale.session)
        self.sandbox.deliverer.wake.set()
        return _after(outcome, sale, Typed())


def _filled(sale: Sale, chosen: str) -> Typed:
    typed = filled_card(chosen)
    if typed.values and sale.asked.email:
        typed.values["email"] = "test@example.com"
    if typed.values and sale.asked.countries:
        typed.values |= {"address": "1 Test Street", "city": "Testville"}
        typed.values |= {"postal_code": "12345", "country": sale.asked.countries[0]}
    return typed


def _after(outcome: Outcome, sale: Sale, typed: Typed) -> Response:
    session = outcome.session
    if outcome.result is Result.PAID:
        return go(sessions.success_url(session))
    if outcome.result is Result.ASKS:
        return go(f"/c/pay/{session['id']}/confirm")
    if outcome.result is Result.EXPIRED:
        return _closed(replace(sale, session=session))
    page = checkout_page(sale, typed.without_secrets(), notice=outcome.words)
    return _answer(page, sale)


def _confirm_page(sale: Sale) -> Html:
    if sale.due_today:
        return confirm_page("Confirm this payment", f"pays {sale.total}")
    return confirm_page("Confirm this card", "saves this card. Nothing is charged today")


def _closed(sale: Sale | None, *, paid: bool = False) -> Response:
    """Say why nothing can be paid here; who has just paid, in another tab too, goes on."""
    if sale is None:
        return missing("There is no such payment")
    session = sale.session
    if session["status"] == "complete":
        if paid:
            return go(sessions.success_url(session))
        link = tag("a", "Go on", class_="btn btn--primary", href=sessions.success_url(session))
        paid_for = session["mode"] == "payment"
        title = "This was already paid" if paid_for else "This is done already"
        page = message_page(title, "Nothing more is to do here.", link, art="check")
        return _answer(page, sale)
    page = message_page(
        "This payment has expired",
        "Nothing was paid. Go back to the shop to start again.",
        shop_button(session["cancel_url"]),
        art="clock",
    )
    return _answer(page, sale)


def _answer(page: Html, sale: Sale) -> Response:
    images = [url for item in sale.items for url in item["images"]]
    return answer(page, images=images, ways_out=[sale.session["success_url"]])
