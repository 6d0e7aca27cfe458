"""The fields of the account forms, as a browser posts them."""

from typing import TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from smallgestures.errors import DomainError
from smallgestures.web.body import read_body
from smallgestures.web.safe_next import LONGEST

BODY_LIMIT = 8_192
FIELDS_LIMIT = 10
FORM_TYPE = "application/x-www-form-urlencoded"


class FormUnreadable(DomainError):
    """Not one of our forms: another encoding, a field twice, one too many or too long."""

    def __init__(self) -> None:
        super().__init__("This form could not be read. Reload the page and try again.")


class Form(BaseModel):
    """What a form may hold: text, each field once, and nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SignUpForm(Form):
    """A new account."""

    handle: str = Field(default="", max_length=200)
    name: str = Field(default="", max_length=500)
    email: str = Field(default="", max_length=500)
    password: str = Field(default="", max_length=1000)
    time_zone: str = Field(default="", max_length=64)
    next: str = Field(default="", max_length=2 * LONGEST)


class SignInForm(Form):
    """An address and its password."""

    email: str = Field(default="", max_length=500)
    password: str = Field(default="", max_length=1000)
    time_zone: str = Field(default="", max_length=64)
    next: str = Field(default="", max_length=2 * LONGEST)


class EmptyForm(Form):
    """A button alone."""


class ForgotForm(Form):
    """The address that wants a new password."""

    email: str = Field(default="", max_length=500)


class ResetForm(Form):
    """The new password, and the token of the link."""

    token: str = Field(default="", max_length=200)
    password: str = Field(default="", max_length=1000)


class VerifyForm(Form):
    """The token of the link."""

    token: str = Field(default="", max_length=200)


F = TypeVar("F", bound=Form)


async def read_form(request: Request, form: type[F]) -> F:
    """Return the posted form.

    Raises:
        BodyTooLarge: More than 8 KB.
        FormUnreadable: It is not this form.
    """
    body = await read_body(request, limit=BODY_LIMIT)
    kind = request.headers.get("content-type", FORM_TYPE if not body else "")
    if kind.partition(";")[0].strip().lower() != FORM_TYPE:
        raise FormUnreadable
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=FIELDS_LIMIT,
        )
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise FormUnreadable
        return form.model_validate(fields)
    except (ValueError, ValidationError):
        # Without the cause: it would quote what was typed.
        raise FormUnreadable from None
