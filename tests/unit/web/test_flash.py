"""The answer to a form that travels in a cookie."""

from datetime import timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from smallgestures.settings import get_settings
from smallgestures.web import flash


def browser_with(response: Response) -> HTTPConnection:
    cookie = response.headers["set-cookie"].partition(";")[0]
    return HTTPConnection({"type": "http", "headers": [(b"cookie", cookie.encode())]})


def carried(**about) -> Response:
    response = Response()
    flash.carry(response, form="sign-in", **about)
    return response


class TestFlash:
    def test_arrives_as_it_was_sent(self):
        response = carried(errors={"form": "No."}, values={"email": "ines@example.com"})

        found = flash.read_flash(browser_with(response))

        assert found is not None
        assert found.data == {
            "form": "sign-in",
            "errors": {"form": "No."},
            "values": {"email": "ines@example.com"},
        }

    def test_is_hidden_from_scripts_and_other_sites(self):
        attributes = carried().headers["set-cookie"].lower()

        assert "httponly" in attributes
        assert "samesite=lax" in attributes
        assert "max-age=60" in attributes

    def test_is_believed_only_with_our_signature(self, monkeypatch):
        browser = browser_with(carried(notice="Hello"))
        monkeypatch.setenv("SG_SECRET_KEY", "another secret, that is also long")
        get_settings.cache_clear()

        assert flash.read_flash(browser) is None

    def test_is_shown_for_a_minute(self, held_clock):
        browser = browser_with(carried(notice="Hello"))
        held_clock.pass_by(timedelta(seconds=61))

        assert flash.read_flash(browser) is None

    def test_of_nonsense_is_nothing(self):
        for cookie in (b"sg_flash=x", b"sg_flash=.", b"sg_flash=a.b", b"sg_flash=\xff.\xff"):
            browser = HTTPConnection({"type": "http", "headers": [(b"cookie", cookie)]})

            assert flash.read_flash(browser) is None

    def test_leaves_out_what_was_typed_when_it_is_too_much_for_a_cookie(self):
        response = carried(errors={"form": "No."}, values={"name": "x" * 4000})

        found = flash.read_flash(browser_with(response))

        assert found is not None
        assert found.data["values"] == {}
        assert len(response.headers["set-cookie"]) < 4096
