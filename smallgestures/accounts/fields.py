"""What people may type about themselves: checked, and brought into one form."""

import re
import unicodedata
from functools import cache
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from smallgestures.accounts.errors import (
    EmailNotAllowed,
    HandleNotAllowed,
    NameNotAllowed,
    TimeZoneUnknown,
)
from smallgestures.accounts.models import EMAIL_LIMIT, HANDLE_LIMIT, HANDLE_SHORTEST, NAME_LIMIT

# A dot stands between other characters only: `..` means something in an address.
_HANDLE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")

HANDLE_RULE = (
    f"{HANDLE_SHORTEST} to {HANDLE_LIMIT} letters, digits, dots or underscores. "
    "People find you by it."
)

# Addresses of the site, and names that would speak for it; dots and underscores don't count.
_RESERVED = """
about account accounts admin administrator all api assets auth billing brand brands checkout
contact discover everyone explore feed following gesture gestures gift gifts healthz help home
inbox legal login logout mail marketplace me media messages metrics moderation moderator
moderators nobody null official order orders owner privacy product products readyz root
sandbox search security settings shop signin signout signup smallgesture smallgestures staff
studio superuser support system team terms trial trials trust undefined upload video videos
webhook webhooks www you
"""
RESERVED_HANDLES = frozenset(_RESERVED.split())


def check_handle(typed: str) -> str:
    """Return the handle in lower case, without the `@` that people like to type.

    Raises:
        HandleNotAllowed: Not 3 to 30 of a-z, 0-9, dot and underscore, or reserved.
    """
    handle = typed.strip().removeprefix("@").lower()
    if not HANDLE_SHORTEST <= len(handle) <= HANDLE_LIMIT:
        raise HandleNotAllowed(f"A handle has {HANDLE_SHORTEST} to {HANDLE_LIMIT} characters.")
    if not _HANDLE.fullmatch(handle):
        raise HandleNotAllowed(
            "Use letters a to z, digits and underscores; a dot only between them."
        )
    if handle.replace(".", "").replace("_", "") in RESERVED_HANDLES:
        raise HandleNotAllowed(f"@{handle} is kept for the site itself. Try another one.")
    return handle


def check_name(typed: str) -> str:
    """Return the name with its white space tidied.

    Raises:
        NameNotAllowed: Empty, longer than 60 characters, or with characters nobody can see.
    """
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not name:
        raise NameNotAllowed("Tell people what to call you.")
    if len(name) > NAME_LIMIT:
        raise NameNotAllowed(f"A name has at most {NAME_LIMIT} characters.")
    # Controls and direction marks could make one name look like another.
    if any(unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Co", "Cn"} for mark in name):
        raise NameNotAllowed("A name can’t hold invisible characters.")
    return name


def check_email(typed: str) -> str:
    """Return the address in the one form that is stored and compared: lower case.

    Raises:
        EmailNotAllowed: It is not an address.
    """
    trimmed = typed.strip()
    try:
        # `test_environment` lets names that end in .test through: they reach nobody by chance.
        found = validate_email(
            trimmed, check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise EmailNotAllowed from error
    email = (found.ascii_email or found.normalized).lower()
    if len(email) > EMAIL_LIMIT:
        raise EmailNotAllowed
    return email


@cache
def time_zones() -> frozenset[str]:
    """Return every IANA zone that this machine knows; found by walking a folder, so kept."""
    return frozenset(available_timezones())


def check_time_zone(name: str) -> str:
    """Return the IANA name.

    Raises:
        TimeZoneUnknown: There is no such zone.
    """
    if name not in time_zones():
        raise TimeZoneUnknown
    return name


def time_zone_or_utc(name: str) -> str:
    """Return the zone that a browser named, or UTC when it named none that exists."""
    try:
        return check_time_zone(name)
    except TimeZoneUnknown:
        return "UTC"
