"""What an endpoint takes: each check turns a parameter's text into a value, or refuses it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from smallgestures.stripe_sandbox.errors import (
    InvalidParameter,
    MissingParameter,
    UnknownParameter,
)

Check = Callable[[Any, str], Any]
LONGEST_TEXT = 5000
MOST_METADATA_KEYS = 50
LONGEST_METADATA_KEY = 40
LONGEST_METADATA_VALUE = 500
MOST_EXPANSIONS_DEEP = 4


@dataclass(frozen=True)
class Required:
    """A parameter that must be there."""

    check: Check


Parameters = dict[str, Check | Required]


def checked(
    values: Mapping[str, Any], parameters: Parameters, *, inside: str = ""
) -> dict[str, Any]:
    """Return the values by name, converted; what wasn't sent is not in it.

    Raises:
        ParameterError: Something is missing, unknown or of the wrong kind.
    """
    for name in values:
        if name not in parameters:
            raise UnknownParameter(_full(inside, name))
    found: dict[str, Any] = {}
    for name, rule in parameters.items():
        check = rule.check if isinstance(rule, Required) else rule
        if name in values:
            found[name] = check(values[name], _full(inside, name))
        elif isinstance(rule, Required):
            raise MissingParameter(_full(inside, name))
    return found


def _full(inside: str, name: str) -> str:
    return f"{inside}[{name}]" if inside else name


def text(longest: int = LONGEST_TEXT) -> Check:
    """Take words; an empty string unsets nothing here."""

    def check(value: Any, name: str) -> str:
        words = _string(value, name)
        if not words:
            raise InvalidParameter(
                f"You passed an empty string for '{name}'. We assume empty values are an attempt "
                f"to unset a parameter; however '{name}' cannot be unset. You should remove "
                f"'{name}' from your request or supply a non-empty value.",
                name,
                code="parameter_invalid_empty",
            )
        if len(words) > longest:
            raise InvalidParameter(
                f"Invalid string: {words[:8]}…{words[-3:]}; must be at most {longest} characters",
                name,
            )
        return words

    return check


def clearable(check: Check) -> Check:
    """Take an empty string for "unset this", as Stripe does when something is updated."""

    def check_or_clear(value: Any, name: str) -> Any:
        return None if value == "" else check(value, name)

    return check_or_clear


def integer(*, least: int | None = None, most: int | None = None) -> Check:
    """Take a whole number within limits."""

    def check(value: Any, name: str) -> int:
        words = _string(value, name)
        if not re.fullmatch(r"-?\d{1,15}", words):
            raise InvalidParameter(
                f"Invalid integer: {words[:40]}", name, code="parameter_invalid_integer"
            )
        number = int(words)
        if least is not None and number < least:
            raise InvalidParameter(
                f"This value must be greater than or equal to {least}.",
                name,
                code="parameter_invalid_integer",
            )
        if most is not None and number > most:
            raise InvalidParameter(
                f"This value must be less than or equal to {most}.",
                name,
                code="parameter_invalid_integer",
            )
        return number

    return check


def boolean(value: Any, name: str) -> bool:
    """Take true or false."""
    words = _string(value, name).lower()
    if words not in {"true", "false"}:
        raise InvalidParameter(f"Invalid boolean: {words[:40]}", name)
    return words == "true"


def one_of(*choices: str) -> Check:
    """Take one of these words."""

    def check(value: Any, name: str) -> str:
        words = _string(value, name)
        if words not in choices:
            listed = ", ".join(choices[:-1]) + f", or {choices[-1]}" if choices[1:] else choices[0]
            raise InvalidParameter(f"Invalid {name}: must be one of {listed}", name)
        return words

    return check


def url(value: Any, name: str) -> str:
    """Take a web address."""
    words: str = text()(value, name)
    try:
        parts = urlsplit(words)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise InvalidParameter("Not a valid URL", name, code="url_invalid")
    return words


def currency(value: Any, name: str) -> str:
    """Take a currency's three letters."""
    words = _string(value, name).lower()
    if not re.fullmatch(r"[a-z]{3}", words):
        raise InvalidParameter(f"Invalid currency: {words[:40]}", name)
    return words


def email(value: Any, name: str) -> str:
    """Take an address that mail could go to."""
    words: str = text(512)(value, name)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", words):
        raise InvalidParameter(f"Invalid email address: {words[:80]}", name, code="email_invalid")
    return words


def metadata(value: Any, name: str) -> dict[str, str]:
    """Take up to fifty keys; an empty string for the whole is no keys."""
    if value == "":
        return {}
    if not isinstance(value, Mapping):
        raise InvalidParameter("Invalid hash", name)
    if len(value) > MOST_METADATA_KEYS:
        raise InvalidParameter(f"You can only have {MOST_METADATA_KEYS} metadata keys.", name)
    for key, words in value.items():
        inside = f"{name}[{key}]"
        if len(key) > LONGEST_METADATA_KEY:
            raise InvalidParameter("Metadata keys can have up to 40 characters.", inside)
        if len(_string(words, inside)) > LONGEST_METADATA_VALUE:
            raise InvalidParameter("Metadata values can have up to 500 characters.", inside)
    return dict(value)


def group(parameters: Parameters) -> Check:
    """Take named values within one."""

    def check(value: Any, name: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise InvalidParameter("Invalid object", name)
        return checked(value, parameters, inside=name)

    return check


def list_of(check: Check, *, most: int = 100) -> Check:
    """Take several."""

    def check_all(value: Any, name: str) -> list[Any]:
        if not isinstance(value, Mapping) or not all(place.isdigit() for place in value):
            raise InvalidParameter("Invalid array", name)
        if len(value) > most:
            raise InvalidParameter(f"Array {name} has more than {most} items", name)
        places = sorted(value, key=int)
        return [check(value[place], f"{name}[{place}]") for place in places]

    return check_all


def moments(value: Any, name: str) -> dict[str, int]:
    """Take a time, or limits of it: `gt`, `gte`, `lt`, `lte`."""
    if isinstance(value, Mapping):
        return checked(value, dict.fromkeys(("gt", "gte", "lt", "lte"), integer()), inside=name)
    return {"gte": integer()(value, name), "lte": integer()(value, name)}


def expansions(value: Any, name: str) -> list[str]:
    """Take the names of what is to be shown in full."""
    paths: list[str] = list_of(text())(value, name)
    for path in paths:
        if len(path.split(".")) > MOST_EXPANSIONS_DEEP + path.startswith("data."):
            raise InvalidParameter(
                f"You cannot expand more than {MOST_EXPANSIONS_DEEP} levels of a property. "
                f"Property: {path}",
                name,
            )
    return paths


def _string(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise InvalidParameter("Invalid string", name)
    return value


ADDRESS: Parameters = dict.fromkeys(
    ("city", "country", "line1", "line2", "postal_code", "state"), clearable(text())
)
SHIPPING: Parameters = {
    "name": Required(text()),
    "phone": clearable(text(20)),
    "address": Required(group(ADDRESS)),
}
