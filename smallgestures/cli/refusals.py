"""How a command says no: one message that names the way out, and an exit code."""

from typing import Any, get_args

import click
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsError

from smallgestures.settings import Settings, get_settings

PREFIX = "SG_"


class Refused(click.ClickException):
    """The command can't do what was asked; the message says why and what to do. Exit code 1."""


class BadSetting(Refused):
    """A setting is wrong; the message names it and what it expected. Exit code 2."""

    exit_code = 2


def require_settings() -> Settings:
    """Return the settings.

    Raises:
        BadSetting: One of them is wrong.
    """
    try:
        return get_settings()
    except ValidationError as error:
        raise BadSetting("\n".join(_explain(dict(one)) for one in error.errors())) from None
    except SettingsError as error:
        raise BadSetting(str(error)) from None


_EXPECTED = {
    "int_parsing": "a whole number",
    "bool_parsing": "true or false",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "too_short": "at least {min_length} characters",
    "literal_error": "{expected}",
}
_EXPECTED_OF = {"trusted_proxies": "networks, comma-separated, as in 10.0.0.0/8, 192.168.1.4"}


def _explain(error: dict[str, Any]) -> str:
    """Say which setting, what it was, what it should be, and the way out."""
    message = str(error["msg"]).removeprefix("Value error, ").removeprefix("expected ")
    if not error["loc"]:  # a rule about several settings: its message names them
        return message[:1].upper() + message[1:] + "."
    name = str(error["loc"][0])
    field = Settings.model_fields[name]
    expected = _EXPECTED.get(error["type"], message).format_map(error.get("ctx", {}))
    expected = _EXPECTED_OF.get(name, expected)
    given = "" if SecretStr in (field.annotation, *get_args(field.annotation)) else error["input"]
    variable = PREFIX + name.upper() + (f"={given}" if given != "" else "")
    default = field.default
    if isinstance(default, bool):
        default = str(default).lower()
    way_out = f"Unset it to use {default}." if default else "Or unset it."
    return f"{variable}: expected {expected}. {way_out}"
