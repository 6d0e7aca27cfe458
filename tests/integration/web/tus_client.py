"""A client of the upload protocol as plain as can be, over a browser of a test."""

from base64 import b64encode
from collections.abc import Iterable

from httpx import Response
from starlette.testclient import TestClient

VERSION = {"tus-resumable": "1.0.0"}
PIECE = {**VERSION, "content-type": "application/offset+octet-stream"}


def metadata(**texts: str) -> str:
    return ",".join(f"{name} {b64encode(text.encode()).decode()}" for name, text in texts.items())


class Tus:
    """What one browser says to the server."""

    def __init__(self, browser: TestClient) -> None:
        self.browser = browser

    def announce(
        self, size: int | str, *, headers: dict[str, str] | None = None, **texts
    ) -> Response:
        about = {"upload-metadata": metadata(**({"filename": "sunday.mp4"} | texts))}
        said = {**VERSION, **about, "upload-length": str(size), **(headers or {})}
        return self.browser.post("/api/uploads", headers=said)

    def begin(self, size: int, **texts: str) -> str:
        """Announce a file and return its address."""
        answer = self.announce(size, **texts)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    def add(
        self,
        address: str,
        offset: int | str,
        content: bytes | Iterable[bytes],
        *,
        headers: dict[str, str] | None = None,
    ) -> Response:
        said = {**PIECE, "upload-offset": str(offset), **(headers or {})}
        return self.browser.patch(address, headers=said, content=content)

    def look(self, address: str) -> Response:
        return self.browser.head(address, headers=VERSION)

    def offset(self, address: str) -> int:
        return int(self.look(address).headers["upload-offset"])

    def cancel(self, address: str) -> Response:
        return self.browser.delete(address, headers=VERSION)
