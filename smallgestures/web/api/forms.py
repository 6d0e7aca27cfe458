"""The forms of our pages, as a browser posts them: a few short fields of text, and nothing else."""

from typing import TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request

from smallgestures.errors import DomainError
from smallgestures.web.body import read_body

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


class EmptyForm(Form):
    """A button alone."""


F = TypeVar("F", bound=Form)


async def read_form(request: Request, form: type[F], *, limit: int = BODY_LIMIT) -> F:
    """Return the posted form.

    Raises:
        BodyTooLarge: More than `limit` bytes, which is usually 8 KB.
        FormUnreadable: It is not this form.
    """
    body = await read_body(request, limit=limit)
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
