"""What the site answers when a part of it fails."""

from http import HTTPStatus

import pytest
from starlette.testclient import TestClient

from smallgestures.settings import get_settings
from smallgestures.web.site import Site
from tests.process_state import forget_process_state


@pytest.fixture
def site_without_tables(tmp_path, monkeypatch):
    """A site whose database has nothing in it: every question to it fails."""
    monkeypatch.setenv("SG_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SG_DATABASE_URL", raising=False)
    forget_process_state()
    yield TestClient(
        Site(reflex=None).ours,
        base_url=get_settings().site_url,
        raise_server_exceptions=False,
    )
    forget_process_state()


def test_a_fault_of_ours_shows_a_page_with_a_way_on(site_without_tables):
    answer = site_without_tables.get("/video/demoBottle")

    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "Something went wrong on our side" in answer.text
    assert 'href="/"' in answer.text


def test_a_site_without_its_database_says_so_to_who_watches_it(site_without_tables):
    answer = site_without_tables.get("/readyz")

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "database" in answer.json()["missing"]


def test_a_process_that_lives_says_so_whatever_else_is_wrong(site_without_tables):
    assert site_without_tables.get("/healthz").status_code == HTTPStatus.OK
