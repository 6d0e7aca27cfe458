"""`/v1/payment_methods` and `/v1/setup_intents`."""

from smallgestures.stripe_sandbox import cards
from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, find, reads
from smallgestures.stripe_sandbox.billing import cards_kept, clocks
from smallgestures.stripe_sandbox.bodies import Payer
from smallgestures.stripe_sandbox.clock import standing_at
from smallgestures.stripe_sandbox.errors import CardError, StripeError
from smallgestures.stripe_sandbox.events import record_event
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, filters, page
from smallgestures.stripe_sandbox.params import Required, one_of, text
from smallgestures.stripe_sandbox.store import Json

PATH = "/v1/payment_methods"
KIND = "payment_method"
TOKEN_KEY = b"tokens"
DECEMBER, FAR_YEAR = 12, 2099


def list_methods(call: Call) -> Json:
    """Show cards, the newest first."""
    return page(call.tx, KIND, call.values, filters(call.values, "customer", "type"), url=call.path)


def attach(call: Call) -> Json:
    """Let a customer keep a card; `pm_card_visa` and its like are new cards each time."""
    customer = find(call.tx, "customer", call.values["customer"], param="customer", in_path=False)
    with standing_at(clocks.time_at(call.tx, customer["id"])):
        method = _from_token(call) or call.named(KIND)
        if method["customer"] not in {None, customer["id"]}:
            raise StripeError(
                "The payment method you provided has already been attached to a customer.",
                code="payment_method_already_attached",
            )
        why = cards.decline_of(
            cards.Behaviour(call.tx.hidden(method["id"])["behaviour"]), saving=True
        )
        if why is not None:
            raise CardError(why.message, code=why.code, decline_code=why.decline_code)
        return cards_kept.attach(call.tx, method, customer["id"])


def _from_token(call: Call) -> Json | None:
    test_card = cards.find_by_token(call.ids["id"])
    if test_card is None:
        return None
    card = cards.keep(test_card, exp_month=DECEMBER, exp_year=FAR_YEAR, key=TOKEN_KEY)
    return cards_kept.new_method(call.tx, card, Payer(name=""))


def detach(call: Call) -> Json:
    """Let nobody keep a card any more; it can't be used again."""
    method = call.named(KIND)
    if method["customer"] is None:
        raise StripeError("The payment method you provided is not attached to a customer.")
    before = dict(method)
    method["customer"] = None
    call.tx.save(method)
    record_event(call.tx, "payment_method.detached", method, before=before)
    return method


def list_setup_intents(call: Call) -> Json:
    """Show savings of cards, the newest first."""
    wanted = filters(call.values, "customer", "payment_method")
    return page(call.tx, "setup_intent", call.values, wanted, url=call.path)


ENDPOINTS = (
    Endpoint("GET", PATH, list_methods, PAGING | {"customer": text(), "type": one_of("card")}),
    reads(PATH + "/{id}", KIND),
    Endpoint("POST", PATH + "/{id}/attach", attach, EXPAND | {"customer": Required(text())}),
    Endpoint("POST", PATH + "/{id}/detach", detach, EXPAND),
    Endpoint(
        "GET",
        "/v1/setup_intents",
        list_setup_intents,
        PAGING | CREATED | {"customer": text(), "payment_method": text()},
    ),
    reads("/v1/setup_intents/{id}", "setup_intent"),
)
