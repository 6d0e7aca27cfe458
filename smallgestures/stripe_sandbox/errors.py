"""Refusals in Stripe's envelope: a type, mostly a code, words, and the parameter at fault."""

from http import HTTPStatus
from typing import Any

INVALID_REQUEST = "invalid_request_error"
DOCS = "https://stripe.com/docs/error-codes/"


class StripeError(Exception):
    """An answer other than 200, as the API gives it."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        kind: str = INVALID_REQUEST,
        status: int = HTTPStatus.BAD_REQUEST,
        **more: Any,
    ) -> None:
        self.status = int(status)
        self.body: dict[str, Any] = {"message": message, "type": kind, **more}
        if code is not None:
            self.body |= {"code": code, "doc_url": DOCS + code.replace("_", "-")}
        if param is not None:
            self.body["param"] = param
        super().__init__(message)


class ParameterError(StripeError):
    """The parameters are wrong: nothing was begun, so no idempotency key is used up."""


class UnknownParameter(ParameterError):
    """Stripe refuses what it doesn't know, rather than ignore it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Received unknown parameter: {name}", code="parameter_unknown", param=name
        )


class MissingParameter(ParameterError):
    """Something that is needed wasn't sent."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Missing required param: {name}.", code="parameter_missing", param=name)


class InvalidParameter(ParameterError):
    """A parameter's value can't be taken."""

    def __init__(self, message: str, param: str, *, code: str | None = None) -> None:
        super().__init__(message, code=code, param=param)


class CardError(StripeError):
    """A card was tried and refused: the try stays in the books, unlike what else is refused."""

    def __init__(self, message: str, *, code: str, decline_code: str | None = None) -> None:
        more = {"decline_code": decline_code} if decline_code else {}
        super().__init__(
            message, code=code, kind="card_error", status=HTTPStatus.PAYMENT_REQUIRED, **more
        )


class NoSuchObject(StripeError):
    """The id belongs to nothing here."""

    def __init__(self, kind: str, identifier: str, *, param: str, in_path: bool) -> None:
        super().__init__(
            f"No such {_NAMES.get(kind, kind)}: '{identifier}'",
            code="resource_missing",
            param=param,
            status=HTTPStatus.NOT_FOUND if in_path else HTTPStatus.BAD_REQUEST,
        )


_NAMES = {
    "item": "line item",
    "payment_method": "PaymentMethod",
    "test_helpers.test_clock": "testclock",
}
