"""What accounts writes to people."""

from smallgestures.mail.letter import Letter
from smallgestures.settings import get_settings

NOT_YOU = "If this wasn’t you, you can leave this message unanswered: nothing happens."


def verification(name: str, token: str) -> Letter:
    """Ask the owner of an address to confirm it."""
    return Letter(
        subject="Confirm your e-mail address",
        greeting=f"Hi {name},",
        before=("welcome to Small Gestures. Confirm that this address is yours.",),
        link=("Confirm my e-mail", f"{get_settings().site_url}/verify?token={token}"),
        after=("The link works once, for three days.", NOT_YOU),
    )


def reset(name: str, token: str) -> Letter:
    """Let the owner of an address choose a new password."""
    return Letter(
        subject="Choose a new password",
        greeting=f"Hi {name},",
        before=("somebody, we hope you, asked for a new password.",),
        link=("Choose a new password", f"{get_settings().site_url}/reset?token={token}"),
        after=(
            "The link works once, for one hour.",
            "If this wasn’t you, leave it unopened: your password stays as it is.",
        ),
    )


def password_changed(name: str) -> Letter:
    """Tell the owner that the password is a new one."""
    return Letter(
        subject="Your password was changed",
        greeting=f"Hi {name},",
        before=("your password was changed, and you were signed out everywhere.",),
        link=("Sign in", f"{get_settings().site_url}/sign-in"),
        after=("If this wasn’t you, choose another password now, from the sign-in page.",),
    )


def has_account_already(name: str, handle: str) -> Letter:
    """Tell the owner of an address that somebody signed up with it again."""
    return Letter(
        subject="You already have an account",
        greeting=f"Hi {name},",
        before=(
            f"somebody, perhaps you, signed up with this address. You are here already, as "
            f"@{handle}.",
        ),
        link=("Sign in", f"{get_settings().site_url}/sign-in"),
        after=("Forgot the password? The sign-in page sends you a link.", NOT_YOU),
    )
