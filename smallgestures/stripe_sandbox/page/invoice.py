"""`/c/invoice/{invoice}/{secret}`: an invoice that is paid or confirmed by hand."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from smallgestures.stripe_sandbox import money
from smallgestures.stripe_sandbox.billing import paying_page
from smallgestures.stripe_sandbox.outcome import Result
from smallgestures.stripe_sandbox.page.card import (
    LATER_PILLS,
    PILLS,
    card_fields,
    card_form,
    filled_card,
    pills,
    test_cards,
)
from smallgestures.stripe_sandbox.page.frame import (
    back_link,
    confirm_page,
    document,
    heading,
    message_page,
    shop_button,
)
from smallgestures.stripe_sandbox.page.markup import Html, tag
from smallgestures.stripe_sandbox.page.responses import (
    answer,
    foreign,
    go,
    is_own,
    missing,
    read_form,
)
from smallgestures.stripe_sandbox.page.typed import Asked, Typed, card_of, payer_of, read
from smallgestures.stripe_sandbox.payments import REFUSED_WORDS
from smallgestures.stripe_sandbox.sandbox import Sandbox
from smallgestures.stripe_sandbox.store import Json, Transaction

PATH = "/c/invoice/{id}/{secret}"


class InvoicePages:
    """The handlers, and their routes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(PATH, self.show, methods=["GET"]),
            Route(PATH, self.act, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show what is open, or ask to confirm what waits for it."""
        with self.sandbox.store.reading() as tx:
            invoice = _named(tx, request)
            if invoice is None:
                return missing("There is no such invoice")
            back = _back(tx, invoice)
            if invoice["status"] == "open" and paying_page.asks(tx, invoice):
                return answer(confirm_page("Confirm this payment", f"pays {_amount(invoice)}"))
        if invoice["status"] != "open":
            return answer(_closed(invoice, back))
        chosen = request.query_params.get("card", "")
        return answer(_page(invoice, back, filled_card(chosen), chosen=chosen))

    async def act(self, request: Request) -> Response:
        """Confirm, refuse, or pay with what was typed; twice is as good as once."""
        if not is_own(request):
            return foreign()
        form = await read_form(request)
        with self.sandbox.store.transaction() as tx:
            invoice = _named(tx, request)
            if invoice is None:
                return missing("There is no such invoice")
            if invoice["status"] == "open":
                page = self._act(tx, invoice, form)
                if page is not None:
                    return answer(page)
        self.sandbox.deliverer.wake.set()
        return go(request.url.path)

    def _act(self, tx: Transaction, invoice: Json, form: dict[str, str]) -> Html | None:
        """Do what the form says; return the page that says why it came to nothing."""
        back = _back(tx, invoice)
        if form.get("answer") == "confirm":
            paying_page.confirm(tx, invoice)
            return None
        if form.get("answer") == "refuse":
            paying_page.refuse(tx, invoice)
            return _page(invoice, back, Typed(), notice=REFUSED_WORDS)
        asked = Asked()
        typed = read(form, asked)
        if typed.errors:
            return _page(invoice, back, typed.without_secrets())
        card = card_of(typed, key=self.sandbox.card_key)
        payer = payer_of(typed, asked, email=invoice["customer_email"])
        result, why = paying_page.pay(tx, invoice, card, payer)
        if result is Result.DECLINED and why is not None:
            return _page(invoice, back, typed.without_secrets(), notice=why.words)
        return None


def _named(tx: Transaction, request: Request) -> Json | None:
    return paying_page.find_open(tx, request.path_params["id"], request.path_params["secret"])


def _back(tx: Transaction, invoice: Json) -> str | None:
    """Return the shop's address, if Checkout learned one when the subscription began."""
    subscription = invoice["parent"]["subscription_details"]["subscription"]
    found: str | None = tx.hidden(subscription).get("back")
    return found


def _amount(invoice: Json) -> str:
    return money.shown(invoice["amount_remaining"], invoice["currency"])


def _page(
    invoice: Json, back: str | None, typed: Typed, *, chosen: str = "", notice: str = ""
) -> Html:
    amount = _amount(invoice)
    lines = [
        tag(
            "div",
            tag("dt", line["description"], class_="checkout__line"),
            tag("dd", money.shown(line["amount"], line["currency"])),
        )
        for line in invoice["lines"]["data"]
    ]
    total = tag("div", tag("dt", "Total today"), tag("dd", amount), class_="checkout__line--total")
    summary = tag(
        "section",
        tag(
            "div",
            back_link(back),
            tag(
                "div",
                tag("p", f"Invoice {invoice['number']}", class_="t14 soft"),
                tag("p", amount, class_="num checkout__total"),
                class_="col col--1",
            ),
            tag("dl", *lines, total, class_="rows num"),
            class_="col col--6",
        ),
        class_="checkout__sum",
        aria_label="What you pay for",
    )
    promise = f"{amount} is charged today. The card is kept for the charges that follow."
    form = card_form(typed, notice, card_fields(typed), button=f"Pay {amount}", promise=promise)
    head = heading("Sandbox checkout", invoice["customer_email"])
    offered = PILLS | LATER_PILLS
    content = tag("div", head, pills(chosen, offered), form, test_cards(), class_="col col--6")
    pay = tag("section", content, class_="checkout__pay", aria_label="Payment")
    return document("Sandbox checkout", summary, pay)


def _closed(invoice: Json, back: str | None) -> Html:
    if invoice["status"] == "paid":
        words = f"{money.shown(invoice['amount_paid'], invoice['currency'])} was paid. Thank you."
        return message_page("This invoice is paid", words, shop_button(back), art="check")
    return message_page(
        "Nothing is to be paid here",
        "This invoice is not owed any more.",
        shop_button(back),
        art="clock",
    )
