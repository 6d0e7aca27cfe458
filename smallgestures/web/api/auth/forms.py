"""The fields of the account forms."""

from pydantic import Field

from smallgestures.web.api.forms import Form
from smallgestures.web.safe_next import LONGEST


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
