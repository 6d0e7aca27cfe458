"""Browsers that use our own routes, and what the pages they get hold."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from httpx import ASGITransport, AsyncClient, Response
from starlette.testclient import TestClient

from smallgestures.accounts.models import Person
from smallgestures.db.engine import transaction
from smallgestures.settings import get_settings
from smallgestures.web.origin import OriginCheck
from smallgestures.web.session import cookie_name
from smallgestures.web.site import Site
from tests.people import sign_in_as

PAGE_DATA = re.compile(r'<script type="application/json" id="page-data">(.*?)</script>', re.S)


def browser_of(person: Person | None, **headers: str) -> TestClient:
    """Return a browser in which somebody is signed in, or nobody; it follows no redirect."""
    site = get_settings().site_url
    browser = TestClient(
        OriginCheck(Site(reflex=None).ours),  # type: ignore[arg-type]
        base_url=site,
        headers={"accept": "text/html", "origin": site} | headers,
        follow_redirects=False,
    )
    if person is not None:
        with transaction() as db:
            token, _who = sign_in_as(db, person)
        browser.cookies.set(cookie_name(), token)
    return browser


def post_at_once(
    browsers: Sequence[TestClient], path: str, form: Mapping[str, str]
) -> list[Response]:
    """Post the same form from several browsers together; return their answers, in order.

    On one event loop, as the site runs: a browser that posts by itself brings a loop of its own.
    """

    async def post(browser: TestClient) -> Response:
        transport = ASGITransport(browser.app)  # type: ignore[arg-type]
        async with AsyncClient(
            transport=transport,
            base_url=browser.base_url,
            headers=browser.headers,
            cookies=browser.cookies,
        ) as client:
            return await client.post(path, data=form)

    async def post_all() -> list[Response]:
        return await asyncio.gather(*(post(browser) for browser in browsers))

    return asyncio.run(post_all())


def data_of(html: str) -> dict[str, Any]:
    """Return the data that the server wrote into a page."""
    found = PAGE_DATA.search(html)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data
