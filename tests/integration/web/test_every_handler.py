"""Who may do what: every handler of every page, called by nobody, by another viewer, by the owner.

The table names every handler that a browser may call; one that is missing fails the first test.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import HeaderData, RouterData

import smallgestures.smallgestures  # noqa: F401  # every page, and so every State
from smallgestures.accounts.queries import get_person
from smallgestures.accounts.sessions import find_session
from smallgestures.web.actions import MARK
from smallgestures.web.session import cookie_name
from smallgestures.web.settings.state import SettingsState
from tests.people import make_person, sign_in_as

CALLS: dict[str, tuple[Any, ...]] = {
    "SettingsState.load": (),
    "SettingsState.save_gifts_from": ("nobody",),
    "SettingsState.save_name": ({"name": "Somebody else"},),
    "SettingsState.save_time_zone": ("Asia/Tokyo",),
    "SettingsState.sign_out_elsewhere": (),
}
# Ends only with the page or the session: see test_live.py.
WAITS = {"LiveState.listen"}
STATES: dict[str, type[rx.State]] = {
    "SettingsState": SettingsState,
}


def handlers_of(state: type[rx.State]) -> Iterator[str]:
    """Name the handlers of our own States that a browser may call."""
    if state.__module__.startswith("smallgestures.") and "probe" not in state.__module__:
        for name, handler in state.event_handlers.items():
            method = getattr(handler.fn, "func", handler.fn)
            if handler.state is state and hasattr(method, MARK):
                yield f"{state.__name__}.{name}"
    for below in state.get_substates():
        yield from handlers_of(below)


def call(name: str, token: str | None) -> Any:
    """Call a handler on an open page of whoever has the session, and return the page's State."""
    state_name, handler_name = name.split(".")
    kind = STATES[state_name]
    root = rx.State(_reflex_internal_init=True)
    cookie = f"{cookie_name()}={token}" if token else ""
    root.router = RouterData(headers=HeaderData(cookie=cookie))
    page = root.get_substate(kind.get_full_name().split("."))
    asyncio.run(getattr(kind, handler_name).fn(page, *CALLS[name]))
    return page


@pytest.fixture
def two_people(site):
    """Maya, who has a second session; and Ines."""
    with site.given() as db:
        maya, ines = make_person(db, "maya"), make_person(db, "ines")
        tokens = {
            "maya": sign_in_as(db, maya)[0],
            "maya elsewhere": sign_in_as(db, maya)[0],
            "ines": sign_in_as(db, ines)[0],
        }
        return maya.key, tokens


def what_is_mayas(site, maya_id: int, tokens: dict[str, str]) -> tuple[str, str, str, bool]:
    with site.given() as db:
        maya = get_person(db, maya_id)
        elsewhere = find_session(db, tokens["maya elsewhere"]) is not None
        return maya.name, maya.time_zone, maya.gifts_from, elsewhere


def test_the_table_names_every_handler():
    assert set(handlers_of(rx.State)) == set(CALLS) | WAITS


@pytest.mark.parametrize("name", CALLS)
def test_nobody_changes_and_sees_nothing(site, two_people, name):
    maya_id, tokens = two_people
    before = what_is_mayas(site, maya_id, tokens)

    page = call(name, None)

    assert what_is_mayas(site, maya_id, tokens) == before
    assert (page.card, page.signed_out) == (None, True)


@pytest.mark.parametrize("name", CALLS)
def test_another_viewer_changes_and_sees_only_what_is_theirs(site, two_people, name):
    maya_id, tokens = two_people
    before = what_is_mayas(site, maya_id, tokens)

    page = call(name, tokens["ines"])

    assert what_is_mayas(site, maya_id, tokens) == before
    assert page.card is not None
    assert page.card.handle == "ines"


@pytest.mark.parametrize("name", CALLS)
def test_the_owner_gets_what_they_ask_for(site, two_people, name):
    maya_id, tokens = two_people

    page = call(name, tokens["maya"])

    assert page.card is not None
    changed = {
        "SettingsState.save_gifts_from": ("Maya", "UTC", "nobody", True),
        "SettingsState.save_name": ("Somebody else", "UTC", "everyone", True),
        "SettingsState.save_time_zone": ("Maya", "Asia/Tokyo", "everyone", True),
        "SettingsState.sign_out_elsewhere": ("Maya", "UTC", "everyone", False),
    }
    expected = changed.get(name, ("Maya", "UTC", "everyone", True))
    assert what_is_mayas(site, maya_id, tokens) == expected


@pytest.mark.parametrize("name", CALLS)
def test_a_session_that_ended_elsewhere_is_refused_at_the_next_action(site, two_people, name):
    maya_id, tokens = two_people
    call("SettingsState.sign_out_elsewhere", tokens["maya"])
    before = what_is_mayas(site, maya_id, tokens)

    page = call(name, tokens["maya elsewhere"])

    assert what_is_mayas(site, maya_id, tokens) == before
    assert page.signed_out
