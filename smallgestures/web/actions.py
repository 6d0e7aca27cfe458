"""The gate in front of every handler of an open page, and the guard in front of the socket.

Any client can send any event with any arguments. Reflex checks neither, and
logs what it choked on, so we look first: only handlers marked with `@action`
may be called, with exactly the arguments that they declare, and not too often.
Nothing is wrapped, so synchronous, background and upload handlers are covered alike.
"""

import inspect
import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar, get_args, get_type_hints, overload

import reflex as rx
import structlog
from limits import RateLimitItem, parse
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    create_model,
)
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event, EventHandler
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from smallgestures.accounts.tokens import token_hash
from smallgestures.settings import get_settings
from smallgestures.web.client_address import address_group, real_address
from smallgestures.web.limits import Limit, TooMany, take
from smallgestures.web.session import session_token

OUR_PACKAGE = "smallgestures"
MARK = "_sg_action"
PAYLOAD_LIMIT = 16_384  # characters of JSON
USUAL_RATE = "60/10seconds"
PEOPLE_PER_ADDRESS = 10  # who are signed in behind one address and busy at once


# What an open page itself needs of Reflex. The rest of the framework's handlers set
# variables by name or report errors at any length: our pages use none of them.
class _Nothing(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Hydration(_Nothing):
    # Variables kept in the browser; no State of ours has one.
    vars: Annotated[dict[str, object], Field(max_length=0)] | None = None
    hashes: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=500)] | None = (
        None
    )


class _Hydrated(_Nothing):
    value: bool


FRAMEWORK_HANDLERS: Mapping[str, type[BaseModel]] = {
    "hydrate": _Nothing,
    "hydrate_and_load": _Hydration,
    "on_load_internal": _Nothing,
    "set_is_hydrated": _Hydrated,
}
FRAMEWORK_RATE = Limit("page-events", parse("240/minute"))

log = structlog.get_logger("actions")
F = TypeVar("F", bound=Callable[..., Any])


@overload
def action(handler: F) -> F: ...
@overload
def action(
    *, rate: str = ..., background: bool = ..., supersedes: bool = ...
) -> Callable[[F], F]: ...
def action(
    handler: F | None = None,
    *,
    rate: str = USUAL_RATE,
    background: bool = False,
    supersedes: bool = False,
) -> F | Callable[[F], F]:
    """Mark the only kind of handler that a browser may call.

    Args:
        handler: A method of a State, every argument of it annotated.
        rate: How often one person (or one address) may call it, as `10/minute`.
        background: Whether it runs beside the page's other events.
        supersedes: Whether a newer call of the same page ends the one that still runs.
    """

    def mark(method: F) -> F:
        setattr(method, MARK, Limit(f"action-{method.__qualname__}", parse(rate)))
        options = {"background": background, "supersedes": supersedes}
        return rx.event(method, **{name: True for name, is_set in options.items() if is_set})  # type: ignore[return-value]

    return mark(handler) if handler is not None else mark


class Arguments:
    """The arguments that one handler declares, and the check of what was sent."""

    def __init__(self, method: Callable[..., Any]) -> None:
        """Read the handler's signature.

        Raises:
            TypeError: An argument has no annotation, or takes whatever comes.
        """
        hints = get_type_hints(method, include_extras=True)
        parameters = list(inspect.signature(method).parameters.values())[1:]
        for parameter in parameters:
            if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
                raise TypeError(f"{method.__qualname__}: *{parameter.name} takes whatever comes")
            if parameter.name not in hints:
                raise TypeError(f"{method.__qualname__}: {parameter.name} has no annotation")
        open_types = ConfigDict(arbitrary_types_allowed=True)
        self.files = {
            parameter.name: TypeAdapter(hints[parameter.name], config=open_types)
            for parameter in parameters
            if _is_file(hints[parameter.name])
        }
        self.fields = {
            parameter.name: f"argument_{position}"
            for position, parameter in enumerate(parameters)
            if parameter.name not in self.files
        }
        fields: dict[str, Any] = {
            self.fields[parameter.name]: (hints[parameter.name], _field(parameter))
            for parameter in parameters
            if parameter.name not in self.files
        }
        strict = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)
        self.model: type[BaseModel] = create_model("Arguments", __config__=strict, **fields)

    def check(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments in their declared types.

        Raises:
            ValueError: Missing, unknown, of another type, or too large.
        """
        files = {name: payload[name] for name in self.files if name in payload}
        if files.keys() != self.files.keys():
            raise ValueError("a file is missing")
        for name, file in files.items():
            self.files[name].validate_python(file, strict=True)
        # By way of JSON: strict, and yet "2026-01-01" is a date and a list a tuple.
        rest = {name: _plain(value) for name, value in payload.items() if name not in files}
        text = json.dumps(rest, allow_nan=False)
        if len(text) > PAYLOAD_LIMIT:
            raise ValueError("too large")
        checked = self.model.model_validate_json(text)
        sent = {
            name: getattr(checked, field)
            for name, field in self.fields.items()
            if field in checked.model_fields_set
        }
        return {**files, **sent}


def _plain(value: object) -> object:
    """Return a submitted form as a plain dict: Reflex wraps its entries."""
    if not isinstance(value, dict) or value.keys() != {FORM_DATA_ENTRIES_KEY}:
        return value
    entries = value[FORM_DATA_ENTRIES_KEY]
    plain = dict(entries)
    if len(plain) != len(entries):
        raise ValueError("a field came twice")
    return plain


def _is_file(hint: object) -> bool:
    if hint in (rx.UploadFile, rx.UploadChunkIterator):
        return True
    return any(_is_file(inner) for inner in get_args(hint))


def _field(parameter: inspect.Parameter) -> Any:
    if parameter.default is parameter.empty:
        return Field(alias=parameter.name)
    return Field(default=parameter.default, alias=parameter.name)


class Gate(rx.Middleware):
    """Looks at every event before Reflex converts, runs or logs it.

    What is refused has no effect and no answer. The log has the handler's name
    and the reason, now and then, and never what was sent.
    """

    def __init__(self) -> None:
        self.known: dict[Callable[..., Any], Arguments] = {}
        self.refused: Counter[str] = Counter()

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Let the event pass with checked arguments, or end it here."""
        reason = await self._refusal(state, event)
        if reason is None:
            return None
        self.refused[reason] += 1
        count = self.refused[reason]
        if count in {1, 10, 100} or count % 1000 == 0:
            log.warning("event refused", handler=_short(event.name), reason=reason, count=count)
        return StateUpdate()

    async def _refusal(self, state: BaseState, event: Event) -> str | None:
        registered = RegistrationContext.get().event_handlers.get(event.name)
        if registered is None:
            return "unknown"
        method = _method(registered.handler)
        owner = registered.handler.state
        limit: RateLimitItem | Limit | None = getattr(method, MARK, None)
        if owner is None or _package(owner) != OUR_PACKAGE:
            return await self._framework_refusal(state, event)
        if not isinstance(limit, Limit):
            return "unmarked"
        try:
            await count_event(state, limit)
            good = self._arguments(method).check(event.payload)
        except TooMany:
            return "rate"
        except (ValidationError, ValueError, TypeError, RecursionError):
            return "arguments"
        event.payload.clear()
        event.payload.update(good)
        return None

    async def _framework_refusal(self, state: BaseState, event: Event) -> str | None:
        name = event.name.rpartition(".")[2]
        if name not in FRAMEWORK_HANDLERS:
            return "framework"
        try:
            await count_event(state, FRAMEWORK_RATE)
            FRAMEWORK_HANDLERS[name].model_validate(event.payload)
        except TooMany:
            return "rate"
        except ValidationError:
            return "arguments"
        return None

    def _arguments(self, method: Callable[..., Any]) -> Arguments:
        if method not in self.known:
            self.known[method] = Arguments(method)
        return self.known[method]


async def count_event(state: BaseState, limit: Limit) -> None:
    """Count an event by its session, and less strictly by its address.

    A made-up session cookie is a session of its own here, because looking each
    one up would cost more than what the limit saves; the address stays the same.

    Raises:
        TooMany: That is one too many.
    """
    headers = state.router.headers.raw_headers
    peer = headers.get("asgi-scope-client", "unknown")
    forwarded = headers.get("x-forwarded-for", "")
    address = address_group(real_address(peer, [forwarded], trusted=get_settings().trusted_proxies))
    if token := session_token(state):
        await take(limit, token_hash(token))
    await take(limit.times(PEOPLE_PER_ADDRESS) if token else limit, address)


def audit(root: type[BaseState] = rx.State) -> list[str]:
    """Return our handlers that lack the mark, having read the arguments of those that have it.

    Raises:
        TypeError: A marked handler does not declare its arguments.
    """
    unmarked: list[str] = []
    for handler in root.event_handlers.values() if _package(root) == OUR_PACKAGE else ():
        method = _method(handler)
        if handler.state is not root or method.__name__ == "setvar":
            continue
        if hasattr(method, MARK):
            Arguments(method)
        else:
            unmarked.append(f"{root.__name__}.{method.__name__}")
    for below in root.get_substates():
        unmarked += audit(below)
    return unmarked


def _short(name: str) -> str:
    """Return the last words of an event that exists; what a client made up is not repeated."""
    known = RegistrationContext.get().event_handlers.get(name)
    return _method(known.handler).__qualname__ if known else "?"


def _method(handler: EventHandler) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(handler.fn, "func", handler.fn)
    return method


def _package(owner: type) -> str:
    return owner.__module__.partition(".")[0]
