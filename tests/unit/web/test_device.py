"""How a person recognises their own browsers."""

import pytest
from starlette.requests import HTTPConnection

from smallgestures.web.device import device_of


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("curl/8.5", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_called_by_two_words(agent: str, name: str):
    headers = [(b"user-agent", agent.encode())]

    assert device_of(HTTPConnection({"type": "http", "headers": headers})) == name
