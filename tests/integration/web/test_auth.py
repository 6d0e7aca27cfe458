"""Signing up, in and out by the forms, as browsers do it."""

import re
from datetime import timedelta

import pytest
from pwdlib import PasswordHash
from sqlmodel import select

from smallgestures import clock
from smallgestures.accounts import sessions
from smallgestures.accounts.models import Person, SignInSession
from smallgestures.mail.models import MailMessage
from smallgestures.settings import get_settings
from smallgestures.web import flash
from tests.integration.web.conftest import Site
from tests.people import PASSWORD

NEWCOMER = {"handle": "ines", "name": "Ines", "email": "ines@example.com", "password": PASSWORD}


def told(browser) -> dict:
    """Return what the next page would show."""
    found = flash.read_flash(_Connection(browser.cookies))
    return found.data if found else {}


class _Connection:
    def __init__(self, cookies) -> None:
        self.cookies = {cookie.name: cookie.value for cookie in cookies.jar}


def who(browser, *, now: bool = True) -> str | None:
    answer = browser.get("/who?now" if now else "/who").json()
    return answer and answer["handle"]


def sign_in(browser, email: str = "ines@example.com", password: str = PASSWORD, **more):
    return browser.post("/auth/sign-in", data={"email": email, "password": password, **more})


def newest_token(site: Site) -> str:
    with site.given() as db:
        mail = db.exec(select(MailMessage).order_by(MailMessage.id.desc())).first()
    assert mail is not None
    found = re.search(r"token=([\w-]+)", mail.text)
    assert found is not None
    return found[1]


class TestSignUp:
    def test_lets_the_newcomer_in_at_once_while_mail_stays_on_this_machine(self, site: Site):
        browser = site.browser()

        answer = browser.post("/auth/sign-up", data=NEWCOMER | {"next": "/video/abc"})

        assert (answer.status_code, answer.headers["location"]) == (303, "/video/abc")
        assert who(browser) == "ines"

    def test_keeps_the_browsers_time_zone(self, site: Site):
        site.browser().post("/auth/sign-up", data=NEWCOMER | {"time_zone": "Europe/Lisbon"})

        with site.given() as db:
            assert db.exec(select(Person.time_zone)).one() == "Europe/Lisbon"

    def test_says_everything_that_is_wrong_and_keeps_what_was_typed(self, site: Site):
        browser = site.browser()

        answer = browser.post("/auth/sign-up", data=NEWCOMER | {"handle": "a", "password": "short"})

        assert answer.headers["location"] == "/sign-up"
        assert set(told(browser)["errors"]) == {"handle", "password"}
        assert told(browser)["values"] == {
            "handle": "a",
            "name": "Ines",
            "email": "ines@example.com",
        }
        assert "short" not in str(told(browser)["values"])

    def test_says_that_a_handle_is_taken(self, site: Site):
        site.person("ines", email="other@example.com")
        browser = site.browser()

        browser.post("/auth/sign-up", data=NEWCOMER)

        assert told(browser)["errors"] == {"handle": "@ines is taken. Try another one."}

    def test_does_not_let_anybody_into_the_account_of_a_taken_address(self, site: Site):
        site.person("first", email="ines@example.com")
        browser = site.browser()

        answer = browser.post("/auth/sign-up", data=NEWCOMER)

        assert answer.headers["location"] == "/verify"
        assert told(browser)["errors"] == {}
        assert who(browser) is None


@pytest.mark.usefixtures("with_smtp")
class TestSignUpWhereMailGoesOut:
    def test_answers_the_same_for_a_new_address_and_a_taken_one(self, site: Site):
        site.person("first", email="taken@example.com")

        answers = []
        for handle, email in (("one", "taken@example.com"), ("two", "free@example.com")):
            browser = site.browser()
            answer = browser.post(
                "/auth/sign-up", data=NEWCOMER | {"handle": handle, "email": email}
            )
            shown = told(browser)
            shown["values"].pop("email")
            cookies = sorted(cookie.name for cookie in browser.cookies.jar)
            answers.append(
                (answer.status_code, answer.headers["location"], answer.text, cookies, shown)
            )

        assert answers[0] == answers[1]

    def test_a_handle_is_taken_afterwards_either_way(self, site: Site):
        site.person("first", email="taken@example.com")
        said = []
        for handle, email in (("one", "taken@example.com"), ("two", "free@example.com")):
            site.browser().post("/auth/sign-up", data=NEWCOMER | {"handle": handle, "email": email})
            browser = site.browser()
            browser.post(
                "/auth/sign-up", data=NEWCOMER | {"handle": handle, "email": "x@example.com"}
            )
            said.append(set(told(browser)["errors"]))

        assert said == [{"handle"}, {"handle"}]

    def test_neither_can_be_signed_in_to_before_the_link_is_opened(self, site: Site):
        site.person("first", email="taken@example.com")
        said = []
        for handle, email in (("one", "taken@example.com"), ("two", "free@example.com")):
            site.browser().post(
                "/auth/sign-up",
                data=NEWCOMER
                | {"handle": handle, "email": email, "password": "another green meadow"},
            )
            browser = site.browser()
            sign_in(browser, email, "another green meadow")
            said.append((told(browser)["errors"], who(browser)))

        assert said[0] == said[1] == ({"form": "E-mail or password is wrong."}, None)

    def test_the_link_lets_the_newcomer_in(self, site: Site):
        browser = site.browser()
        browser.post("/auth/sign-up", data=NEWCOMER)

        answer = browser.post("/auth/verify", data={"token": newest_token(site)})

        assert answer.headers["location"] == "/settings"
        assert browser.get("/who").json() == {"handle": "ines", "verified": True}

    def test_whoever_missed_the_link_gets_another_by_signing_in(self, site: Site):
        browser = site.browser()
        browser.post("/auth/sign-up", data=NEWCOMER)
        first = newest_token(site)

        sign_in(browser)

        assert newest_token(site) != first


class TestSignIn:
    def test_leads_on_to_where_one_wanted_to_go(self, site: Site):
        site.person()
        browser = site.browser()

        answer = sign_in(browser, next="/product/vase?via=1.x")

        assert (answer.status_code, answer.headers["location"]) == (303, "/product/vase?via=1.x")
        assert answer.headers["cache-control"] == "no-store"
        assert who(browser) == "ines"

    @pytest.mark.parametrize("asked", ["//evil.example", "https://evil.example", "/\\evil.example"])
    def test_leads_to_no_other_site(self, site: Site, asked: str):
        site.person()

        assert sign_in(site.browser(), next=asked).headers["location"] == "/"

    def test_takes_the_address_however_it_is_typed(self, site: Site):
        site.person()
        browser = site.browser()

        sign_in(browser, " Ines@EXAMPLE.com ")

        assert who(browser) == "ines"

    def test_answers_the_same_for_a_wrong_password_and_nobody(self, site: Site, monkeypatch):
        site.person()
        checks = []
        verify = PasswordHash.verify
        monkeypatch.setattr(PasswordHash, "verify", lambda *args: checks.append(1) or verify(*args))

        answers, work = [], []
        for email in ("ines@example.com", "nobody@example.com", "no address"):
            browser = site.browser()
            before = len(checks)
            answer = sign_in(browser, email, "a loud red meadow")
            work.append(len(checks) - before)
            answers.append(
                (answer.status_code, answer.headers["location"], told(browser)["errors"])
            )

        assert work == [1, 1, 1]
        assert answers == [(303, "/sign-in", {"form": "E-mail or password is wrong."})] * 3

    def test_keeps_the_way_on_after_a_refusal(self, site: Site):
        answer = sign_in(site.browser(), next="/product/vase")

        assert answer.headers["location"] == "/sign-in?next=/product/vase"

    def test_sets_a_cookie_that_neither_scripts_nor_other_sites_have(self, site: Site):
        site.person()

        cookie = sign_in(site.browser()).headers["set-cookie"].lower()

        assert cookie.startswith("sg_session=")
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "path=/" in cookie
        assert "secure" not in cookie

    def test_behind_tls_the_cookie_stays_there(self, site: Site, monkeypatch):
        site.person()
        monkeypatch.setenv("SG_PUBLIC_URL", "https://clips.example.com")
        monkeypatch.setenv("SG_DEMO", "false")
        get_settings.cache_clear()
        secure = Site().browser(origin="https://clips.example.com")

        cookie = sign_in(secure).headers["set-cookie"]

        assert cookie.startswith("__Host-sg_session=")
        assert "Secure" in cookie
        assert "domain" not in cookie.lower()

    def test_gives_a_new_session_and_ends_the_browsers_last_one(self, site: Site):
        site.person()
        browser = site.browser()
        sign_in(browser)
        before = browser.cookies["sg_session"]

        sign_in(browser)

        assert browser.cookies["sg_session"] != before
        with site.given() as db:
            assert sessions.find_session(db, before) is None

    def test_takes_no_session_that_somebody_else_chose(self, site: Site):
        site.person()
        browser = site.browser()
        browser.cookies.set(
            "sg_session", "chosen-by-somebody-else", domain="localhost.local", path="/"
        )

        answer = sign_in(browser)

        assert "chosen-by-somebody-else" not in answer.headers["set-cookie"]

    def test_is_limited_per_account_and_says_when_it_is_fine_again(self, site: Site):
        site.person()
        program = site.browser(accept="application/json")
        for _ in range(10):
            sign_in(program, password="a loud red meadow")

        answer = sign_in(program)

        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json()["detail"].startswith("That was a lot at once.")
        assert who(program) is None

    def test_of_a_browser_that_tries_too_often_shows_the_form_with_the_reason(self, site: Site):
        browser = site.browser()
        for _ in range(11):
            answer = sign_in(browser)

        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
        assert told(browser)["errors"]["form"].startswith("That was a lot at once.")

    def test_a_right_password_starts_the_count_anew(self, site: Site):
        site.person()
        browser = site.browser()
        for _ in range(3):
            for _ in range(5):
                sign_in(browser, password="a loud red meadow")
            sign_in(browser)

        assert who(browser) == "ines"


class TestSignOut:
    def test_ends_the_session_for_every_copy_of_the_cookie(self, site: Site):
        site.person()
        browser = site.browser()
        sign_in(browser)
        copy = site.browser(cookie=f"sg_session={browser.cookies['sg_session']}")
        assert who(copy) == "ines"

        answer = browser.post("/auth/sign-out")

        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert who(browser) is None
        assert who(copy) is None

    def test_leaves_other_browsers_signed_in(self, site: Site):
        site.person()
        here, there = site.browser(), site.browser()
        sign_in(here)
        sign_in(there)

        here.post("/auth/sign-out")

        assert who(there) == "ines"

    def test_elsewhere_is_seen_by_readers_within_a_second(self, site: Site, monkeypatch):
        site.person()
        browser = site.browser()
        sign_in(browser)
        assert who(browser, now=False) == "ines"

        with site.given() as db:
            sessions.end_session(db, browser.cookies["sg_session"])

        assert who(browser, now=True) is None
        assert who(browser, now=False) is None

    def test_of_nobody_is_fine(self, site: Site):
        assert site.browser().post("/auth/sign-out").status_code == 303


class TestVerify:
    def test_confirms_the_address_of_whoever_is_signed_in(self, site: Site):
        browser = site.browser()
        browser.post("/auth/sign-up", data=NEWCOMER)
        assert browser.get("/who").json()["verified"] is False

        answer = browser.post("/auth/verify", data={"token": newest_token(site)})

        assert answer.headers["location"] == "/settings"
        assert told(browser)["notice"] == "Your e-mail address is confirmed."
        assert browser.get("/who").json()["verified"] is True

    def test_works_once(self, site: Site):
        browser = site.browser()
        browser.post("/auth/sign-up", data=NEWCOMER)
        token = newest_token(site)
        browser.post("/auth/verify", data={"token": token})

        answer = browser.post("/auth/verify", data={"token": token})

        assert answer.headers["location"] == "/verify"
        assert told(browser)["errors"]["form"].startswith("This link has been used")

    def test_is_sent_again_to_whoever_is_signed_in(self, site: Site):
        browser = site.browser()
        browser.post("/auth/sign-up", data=NEWCOMER)
        first = newest_token(site)

        answer = browser.post("/auth/verify/again")

        assert answer.headers["location"] == "/settings"
        assert newest_token(site) != first

    def test_is_sent_again_to_nobody_else(self, site: Site):
        answer = site.browser().post("/auth/verify/again")

        assert answer.headers["location"] == "/sign-in?next=/settings"

    def test_is_sent_five_times_an_hour(self, site: Site):
        browser = site.browser()
        browser.post("/auth/sign-up", data=NEWCOMER)
        for _ in range(6):
            browser.post("/auth/verify/again")

        assert told(browser)["errors"]["form"].startswith("That was a lot at once.")


class TestReset:
    def test_of_a_known_and_an_unknown_address_answers_the_same(self, site: Site):
        site.person()
        said = []
        for email in ("ines@example.com", "nobody@example.com"):
            browser = site.browser()
            answer = browser.post("/auth/forgot", data={"email": email})
            notice = told(browser)["notice"].replace(email, "…")
            said.append((answer.status_code, answer.headers["location"], notice))

        assert said[0] == said[1]

    def test_sets_the_new_password_and_ends_every_session(self, site: Site):
        site.person()
        elsewhere, browser = site.browser(), site.browser()
        sign_in(elsewhere)
        browser.post("/auth/forgot", data={"email": "ines@example.com"})

        answer = browser.post(
            "/auth/reset", data={"token": newest_token(site), "password": "another green meadow"}
        )

        assert answer.headers["location"] == "/sign-in"
        assert who(elsewhere) is None
        sign_in(browser)
        assert who(browser) is None
        sign_in(browser, password="another green meadow")
        assert who(browser) == "ines"

    def test_asks_again_for_a_password_that_is_too_short(self, site: Site):
        site.person()
        browser = site.browser()
        browser.post("/auth/forgot", data={"email": "ines@example.com"})
        token = newest_token(site)

        answer = browser.post("/auth/reset", data={"token": token, "password": "short"})

        assert answer.headers["location"] == f"/reset?token={token}"
        assert set(told(browser)["errors"]) == {"password"}

    def test_hashes_nothing_for_a_link_that_is_none(self, site: Site, monkeypatch):
        hashed = []
        monkeypatch.setattr(PasswordHash, "hash", lambda *args: hashed.append(1))
        browser = site.browser()

        answer = browser.post("/auth/reset", data={"token": "x" * 43, "password": PASSWORD})

        assert answer.headers["location"] == "/forgot"
        assert hashed == []


class TestForms:
    @pytest.mark.parametrize(
        ("body", "kind", "status"),
        [
            (b"email=a&email=b&password=c", "application/x-www-form-urlencoded", 400),
            (b"email=a&password=b&admin=1", "application/x-www-form-urlencoded", 400),
            (b"email=%ff&password=b", "application/x-www-form-urlencoded", 400),
            (b"email=a&password", "application/x-www-form-urlencoded", 400),
            (b'{"email": "a"}', "application/json", 400),
            (b"email=" + b"a" * 9000, "application/x-www-form-urlencoded", 413),
            (b"&".join(b"f%d=1" % n for n in range(40)), "application/x-www-form-urlencoded", 400),
        ],
    )
    def test_that_are_none_of_ours_are_refused(self, site: Site, body, kind, status):
        answer = site.browser().post("/auth/sign-in", content=body, headers={"content-type": kind})

        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize(
        "path", ["sign-up", "sign-in", "sign-out", "forgot", "reset", "verify", "verify/again"]
    )
    def test_are_posts_of_our_own_pages(self, site: Site, path: str):
        assert site.browser().get(f"/auth/{path}").status_code == 405
        foreign = site.browser(origin="https://evil.example")
        assert foreign.post(f"/auth/{path}").status_code == 403


class TestUse:
    def test_of_a_session_is_noted_once_an_hour(self, site: Site):
        site.person()
        browser = site.browser()
        sign_in(browser)
        before = clock.wall() - timedelta(hours=2)
        with site.given() as db:
            row = db.exec(select(SignInSession)).one()
            row.last_seen_at = before

        who(browser, now=False)

        with site.given() as db:
            assert db.exec(select(SignInSession.last_seen_at)).one() > before
