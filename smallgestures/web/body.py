"""Reading a request's body, never more of it than was agreed."""

from starlette.requests import Request

from smallgestures.errors import DomainError


class BodyTooLarge(DomainError):
    """The request is larger than this address takes."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        super().__init__(f"The request is too large; at most {limit_bytes // 1024} KB are taken.")


async def read_body(request: Request, *, limit: int) -> bytes:
    """Return the body, having read at most `limit` bytes of it.

    Raises:
        BodyTooLarge: There is more; the rest was not read.
    """
    if int(request.headers.get("content-length") or 0) > limit:
        raise BodyTooLarge(limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyTooLarge(limit)
    return bytes(body)
