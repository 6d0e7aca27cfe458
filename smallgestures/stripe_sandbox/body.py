"""Reading a request's body, up to a limit."""

from http import HTTPStatus

from starlette.requests import Request

from smallgestures.stripe_sandbox.errors import StripeError

LARGEST_BYTES = 512 * 1024


class BodyTooLarge(StripeError):
    """Nothing that the sandbox takes is as large."""

    def __init__(self) -> None:
        super().__init__("The request is too large.", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


async def read_body(request: Request) -> bytes:
    """Return the body.

    Raises:
        BodyTooLarge: It has more than half a megabyte; the rest was not read.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise BodyTooLarge
    return bytes(body)
