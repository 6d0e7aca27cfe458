"""Our own routes with a migrated database, as a browser meets them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from smallgestures.accounts.models import Person
from smallgestures.db.engine import transaction
from smallgestures.settings import get_settings
from smallgestures.web import session
from smallgestures.web.api import auth
from smallgestures.web.origin import OriginCheck
from tests.integration.conftest import Database
from tests.people import hashed_password, make_person

BUILT = (
    "404",
    "__spa-fallback",
    "brand/orders",
    "gestures",
    "inbox",
    "orders",
    "studio/analytics",
    "studio/earnings",
    "trials",
)
OURS = "http://localhost:3000"


async def who_asks(request) -> JSONResponse:
    """What the rest of the product would be told; `?now` asks the database."""
    ask = session.signed_in_now if "now" in request.query_params else session.signed_in
    who = await ask(request)
    return JSONResponse(who and {"handle": who.handle, "verified": who.email_verified})


class Site:
    """The auth routes, and browsers to use them."""

    def __init__(self) -> None:
        self.app = OriginCheck(Starlette(routes=[*auth.ROUTES, Route("/who", who_asks)]))

    def browser(self, **headers: str) -> TestClient:
        """Return a browser with cookies of its own, which follows no redirect by itself."""
        usual = {"origin": get_settings().site_url, "accept": "text/html,*/*;q=0.8"}
        return TestClient(
            self.app,
            base_url=get_settings().site_url,
            headers=usual | headers,
            follow_redirects=False,
        )

    @contextmanager
    def given(self) -> Iterator[Session]:
        """Arrange something through the domain, committed."""
        with transaction() as db:
            yield db

    def person(self, handle: str = "ines", **overrides) -> Person:
        """Return somebody who can sign in with `PASSWORD`."""
        with self.given() as db:
            return make_person(db, handle, password_hash=hashed_password(), **overrides)


@pytest.fixture
def site(sqlite_database: Database) -> Site:
    return Site()


@pytest.fixture
def built_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages as a build leaves them, without anything to see."""
    folder = tmp_path / "web" / "build" / "client"
    for name in BUILT:
        page = folder / f"{name}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("<html><head></head><body></body></html>")
    monkeypatch.setenv("REFLEX_WEB_WORKDIR", str(tmp_path / "web"))


@pytest.fixture
def with_smtp(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail really goes out, so an address has to be confirmed first."""
    monkeypatch.setenv("SG_SMTP_URL", "smtp://127.0.0.1:1")
    get_settings.cache_clear()
