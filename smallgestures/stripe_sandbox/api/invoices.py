"""`/v1/invoices` and `/v1/invoice_payments`."""

from smallgestures.stripe_sandbox.api.endpoint import EXPAND, Call, Endpoint, reads
from smallgestures.stripe_sandbox.api.subscriptions import check_clock
from smallgestures.stripe_sandbox.billing import clocks, collecting, invoices
from smallgestures.stripe_sandbox.billing.invoices import KIND
from smallgestures.stripe_sandbox.clock import standing_at
from smallgestures.stripe_sandbox.errors import CardError, StripeError
from smallgestures.stripe_sandbox.outcome import Result
from smallgestures.stripe_sandbox.pages import CREATED, PAGING, equal, filters, page
from smallgestures.stripe_sandbox.params import boolean, group, one_of, text
from smallgestures.stripe_sandbox.store import Json

PATH = "/v1/invoices"


def list_invoices(call: Call) -> Json:
    """Show invoices, the newest first."""
    wanted = filters(call.values, "customer", "status")
    if "subscription" in call.values:
        field = "parent.subscription_details.subscription"
        wanted.append(equal(field, call.values["subscription"]))
    return page(call.tx, KIND, call.values, wanted, url=call.path)


def pay(call: Call) -> Json:
    """Try to have an invoice paid now, by its own card or another that is named."""
    invoice = call.named(KIND)
    check_clock(call.tx, invoice["customer"])
    named = call.mentioned("payment_method", "payment_method")
    with standing_at(clocks.time_at(call.tx, invoice["customer"])):
        if invoice["status"] == "draft":
            invoices.finalise(call.tx, invoice, public_url=call.public_url)
        if invoice["status"] != "open":
            words = "already paid" if invoice["status"] == "paid" else f"{invoice['status']}"
            raise StripeError(f"Invoice is {words}")
        subscription = invoices.subscription_of(call.tx, invoice) or {}
        method = named or collecting.kept_method(call.tx, subscription)
        if method is None:
            raise StripeError(
                "There is no `default_payment_method` set on this Customer or Invoice. Please set "
                "either a `default_payment_method` on this Customer or Invoice or provide a "
                "`payment_method`.",
                code="missing",
            )
        result, why = collecting.collect(call.tx, invoice, method, collecting.BY_REQUEST)
    if why is not None:
        raise CardError(why.message, code=why.code, decline_code=why.decline_code)
    if result is Result.ASKS:
        raise CardError(
            "This payment requires additional user action before it can be completed "
            "successfully. Payment can be completed using the PaymentIntent associated with the "
            "invoice.",
            code="invoice_payment_intent_requires_action",
        )
    return invoice


def void(call: Call) -> Json:
    """Let an open invoice be owed no more."""
    invoice = call.named(KIND)
    if invoice["status"] != "open":
        raise StripeError(f"You can only void open invoices; this one is {invoice['status']}.")
    with standing_at(clocks.time_at(call.tx, invoice["customer"])):
        invoices.void(call.tx, invoice)
    return invoice


def finalise(call: Call) -> Json:
    """Make a draft final before its hour is over."""
    invoice = call.named(KIND)
    if invoice["status"] != "draft":
        raise StripeError(
            "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
            code="invoice_not_editable",
        )
    with standing_at(clocks.time_at(call.tx, invoice["customer"])):
        invoices.finalise(call.tx, invoice, public_url=call.public_url)
        invoices.expect_payment(call.tx, invoice)
    return invoice


def list_payments(call: Call) -> Json:
    """Show which intents pay which invoices."""
    wanted = filters(call.values, "invoice", "status")
    if "payment" in call.values:
        wanted.append(equal("payment.payment_intent", call.values["payment"]["payment_intent"]))
    return page(call.tx, "invoice_payment", call.values, wanted, url=call.path)


ENDPOINTS = (
    Endpoint(
        "GET",
        PATH,
        list_invoices,
        PAGING
        | CREATED
        | {
            "customer": text(),
            "status": one_of("draft", "open", "paid", "uncollectible", "void"),
            "subscription": text(),
        },
    ),
    reads(PATH + "/{id}", KIND),
    Endpoint(
        "POST",
        PATH + "/{id}/pay",
        pay,
        EXPAND | {"off_session": boolean, "payment_method": text()},
    ),
    Endpoint("POST", PATH + "/{id}/finalize", finalise, EXPAND | {"auto_advance": boolean}),
    Endpoint("POST", PATH + "/{id}/void", void, EXPAND),
    Endpoint(
        "GET",
        "/v1/invoice_payments",
        list_payments,
        PAGING
        | CREATED
        | {
            "invoice": text(),
            "payment": group({"payment_intent": text(), "type": one_of("payment_intent")}),
            "status": one_of("canceled", "open", "paid"),
        },
    ),
)
