"""`POST /brand/orders/{id}/refund`: a brand sends money back."""

from urllib.parse import quote

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from smallgestures.accounts.errors import SignedOut
from smallgestures.errors import DomainError
from smallgestures.money import read_minor
from smallgestures.shop.orders.service import refund_order
from smallgestures.web import routes
from smallgestures.web.api.answers import answers_refusals, back_to, go_to
from smallgestures.web.api.ask_stripe import count_checkout
from smallgestures.web.api.forms import Form, read_form
from smallgestures.web.safe_next import sign_in_then
from smallgestures.web.session import as_signed_in


class AmountUnreadable(DomainError):
    """What was typed is no amount of money."""

    def __init__(self) -> None:
        super().__init__("We can’t read this amount. It should look like 12.50. No money moved.")


class RefundForm(Form):
    """How much; nothing means all that is left."""

    amount: str = Field(default="", max_length=20)


@answers_refusals("refund", routes.BRAND_ORDERS)
async def refund(request: Request) -> Response:
    """Ask for the refund; the brand's page shows how it goes on."""
    form = await read_form(request, RefundForm)
    public_id = request.path_params["order"]
    try:
        await count_checkout(request)
        amount_minor = minor_units(form.amount) if form.amount.strip() else None
        asked = await as_signed_in(
            request,
            lambda db, who: refund_order(
                db, public_id, by=who.person_id, amount_minor=amount_minor
            ),
        )
    except SignedOut:
        return go_to(sign_in_then(routes.BRAND_ORDERS))
    except DomainError as error:
        values = {"order": quote(public_id), "amount": form.amount}
        errors = {"form": error.user_message}
        return back_to(routes.BRAND_ORDERS, form="refund", errors=errors, values=values)
    return back_to(
        routes.BRAND_ORDERS,
        form="refund",
        values={"order": quote(public_id)},
        notice=f"{asked} is on its way back.",
    )


def minor_units(typed: str) -> int:
    """Return the cents of an amount in dollars, as people type it: `12`, `12.5`, `$12.50`.

    Raises:
        AmountUnreadable: It is no amount.
    """
    cents = read_minor(typed, sign="$")
    if cents is None:
        raise AmountUnreadable
    return cents
