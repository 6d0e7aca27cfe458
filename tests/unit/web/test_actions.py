"""Which events get through to a handler."""

import asyncio
import datetime
from typing import Annotated, Literal

import pytest
import reflex as rx
from pydantic import Field
from reflex.istate.data import RouterData
from reflex_base.event import Event
from structlog.testing import capture_logs

from smallgestures.web import actions, limits
from smallgestures.web.actions import Arguments, Gate, action, audit

Short = Annotated[str, Field(max_length=5)]
ROOT = "reflex___state____state"


class GateProbe(rx.State):
    """Handlers of every kind, as if they were ours."""

    # The gate asks from which package a State comes.
    __module__ = "smallgestures.web.probe"

    done: list[str] = []

    @action
    async def nothing(self) -> None:
        pass

    @action
    async def count(self, times: int) -> None:
        pass

    @action
    async def choose(
        self, kind: Literal["a", "b"], note: Annotated[str, Field(max_length=5)] = ""
    ) -> None:
        pass

    @action
    async def on_day(self, day: datetime.date) -> None:
        pass

    @action
    async def save(self, form_data: dict[str, str]) -> None:
        pass

    @action(rate="2/minute")
    async def seldom(self) -> None:
        pass

    @action(background=True)
    async def beside(self, times: int) -> None:
        pass

    @rx.event
    async def unmarked(self) -> None:
        pass

    def plain(self) -> None:
        pass

    def _hidden(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _start_anew():
    limits.forget_everything()
    yield
    limits.forget_everything()


@pytest.fixture
def gate() -> Gate:
    return Gate()


def full_name(handler: str) -> str:
    return f"{GateProbe.get_full_name()}.{handler}"


def send(gate: Gate, name: str, **payload) -> dict | None:
    """Return the arguments that reach the handler, or None when the event ends at the gate."""
    return asyncio.run(_send(gate, name, payload))


async def _send(gate: Gate, name: str, payload: dict, *, cookie: str = "") -> dict | None:
    event = Event(name=name, payload=payload, router_data={})
    state = rx.State(_reflex_internal_init=True)
    headers = {"asgi-scope-client": "203.0.113.9", "cookie": cookie}
    state.router = RouterData.from_router_data({"headers": headers})
    refused = await gate.preprocess(None, state, event)
    return None if refused is not None else event.payload


class TestGate:
    @pytest.mark.parametrize(
        ("handler", "payload", "arrives"),
        [
            ("nothing", {}, {}),
            ("count", {"times": 3}, {"times": 3}),
            ("choose", {"kind": "a"}, {"kind": "a"}),
            ("choose", {"kind": "b", "note": "short"}, {"kind": "b", "note": "short"}),
            ("on_day", {"day": "2026-11-20"}, {"day": datetime.date(2026, 11, 20)}),
            ("save", {"form_data": {"name": "Ines"}}, {"form_data": {"name": "Ines"}}),
            (
                "save",
                {"form_data": {"__reflex_form_data__": [["name", "Ines"]]}},
                {"form_data": {"name": "Ines"}},
            ),
            ("beside", {"times": 1}, {"times": 1}),
        ],
    )
    def test_lets_declared_arguments_through(self, gate, handler, payload, arrives):
        assert send(gate, full_name(handler), **payload) == arrives

    @pytest.mark.parametrize(
        ("handler", "payload"),
        [
            ("nothing", {"extra": 1}),
            ("nothing", {"self": {}}),
            ("count", {}),
            ("count", {"times": "3"}),
            ("count", {"times": 3.0}),
            ("count", {"times": True}),
            ("count", {"times": None}),
            ("count", {"times": [3]}),
            ("count", {"times": {"$gt": 0}}),
            ("count", {"times": float("nan")}),
            ("count", {"times": 3, "argument_0": 4}),
            ("choose", {"kind": "c"}),
            ("choose", {"kind": "a", "note": "too long"}),
            ("choose", {"kind": "a", "note": None}),
            ("choose", {"kind": {"__class__": "x"}}),
            ("on_day", {"day": "tomorrow"}),
            ("on_day", {"day": 20261120}),
            ("save", {"form_data": {"name": 1}}),
            ("save", {"form_data": [["name", "x"]]}),
            ("save", {"form_data": {"name": "x" * 20_000}}),
            ("save", {"form_data": {"__reflex_form_data__": [["a", "1"], ["a", "2"]]}}),
            ("save", {"form_data": {"__reflex_form_data__": [[["a"], "1"]]}}),
            ("save", {"form_data": {"__reflex_form_data__": 3}}),
            ("beside", {"times": "1"}),
        ],
    )
    def test_ends_events_with_other_arguments(self, gate, handler, payload):
        assert send(gate, full_name(handler), **payload) is None
        assert gate.refused["arguments"] == 1

    def test_ends_a_payload_that_never_stops(self, gate):
        endless: dict = {}
        endless["form_data"] = endless

        assert send(gate, full_name("save"), **endless) is None

    @pytest.mark.parametrize("handler", ["unmarked", "plain"])
    def test_ends_events_for_handlers_without_the_mark(self, gate, handler):
        assert send(gate, full_name(handler)) is None
        assert gate.refused["unmarked"] == 1

    @pytest.mark.parametrize("handler", ["_hidden", "get_state", "__init__", "reset", "nope"])
    def test_ends_events_for_what_is_no_handler(self, gate, handler):
        assert send(gate, full_name(handler)) is None
        assert gate.refused["unknown"] == 1

    @pytest.mark.parametrize(
        "name",
        [
            f"{ROOT}.setvar",
            f"{GateProbe.get_full_name()}.setvar",
            f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal",
            f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
        ],
    )
    def test_ends_what_reflex_offers_and_no_page_of_ours_needs(self, gate, name):
        assert send(gate, name, vars={}, info="x", component_stack="y") is None

    def test_lets_a_page_be_filled(self, gate):
        hydrate = f"{ROOT}.hydrate_and_load"
        load = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"

        assert send(gate, hydrate, vars={}, hashes=["a1"]) is not None
        assert send(gate, load) == {}

    def test_lets_no_page_bring_variables_along(self, gate):
        assert send(gate, f"{ROOT}.hydrate_and_load", vars={"state.card": 1}) is None

    def test_ends_what_comes_too_often(self, gate):
        answers = [send(gate, full_name("nothing")) for _ in range(1)]

        async def burst():
            return [await _send(gate, full_name("seldom"), {}) for _ in range(3)]

        assert answers == [{}]
        assert asyncio.run(burst()) == [{}, {}, None]
        assert gate.refused["rate"] == 1

    def test_made_up_sessions_do_not_get_around_the_rate(self, gate):
        async def burst() -> int:
            through = 0
            for number in range(40):
                cookie = f"sg_session=made-up-{number}"
                sent = await _send(gate, full_name("seldom"), {}, cookie=cookie)
                through += sent is not None
            return through

        assert asyncio.run(burst()) == 20

    def test_never_repeats_what_was_sent(self, gate):
        with capture_logs() as lines:
            send(gate, full_name("count"), times="hunter2-secret")
            send(gate, "hunter2-secret.made_up")

        assert len(lines) == 2
        assert "hunter2" not in str(lines)
        assert lines[0]["handler"] == "GateProbe.count"


class TestArguments:
    def test_must_be_declared(self):
        async def no_annotation(self, times):
            pass

        async def whatever_comes(self, **everything: int):
            pass

        for method in (no_annotation, whatever_comes):
            with pytest.raises(TypeError):
                Arguments(method)


class TestAudit:
    def test_names_every_handler_without_the_mark(self):
        assert {"GateProbe.unmarked", "GateProbe.plain"} <= set(audit())

    def test_of_the_product_finds_none(self):
        import smallgestures.smallgestures  # noqa: F401, PLC0415

        ours = [name for name in audit() if not name.startswith("GateProbe.")]
        assert ours == []

    def test_of_the_product_reads_handlers_at_all(self):
        import smallgestures.smallgestures  # noqa: F401, PLC0415

        marked = [
            name
            for name, registered in actions.RegistrationContext.get().event_handlers.items()
            if hasattr(getattr(registered.handler.fn, "func", registered.handler.fn), actions.MARK)
            and "GateProbe" not in registered.handler.fn.__qualname__
        ]
        assert len(marked) >= 4
