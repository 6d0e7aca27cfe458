"""Passwords: which are taken, and how they are kept.

Hashing takes tens of milliseconds and 64 MB on purpose. It never runs on the
event loop, nor inside a transaction: callers hash first and write afterwards.
"""

import unicodedata
from functools import cache
from typing import NewType

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from smallgestures.accounts.errors import PasswordNotAllowed

SHORTEST = 10
LONGEST = 200

# Of a random text that was thrown away: what the password of an unknown person is checked against.
NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$scAKquKaH/BNcbaByfQ/Qw$RV7aP3"
    "cEajokk/DYUu5XvYSXlAbOSgd5JnJYWSBz5M8"
)

HashedPassword = NewType("HashedPassword", str)

# The first that anybody would try and that are long enough; shorter ones are refused anyway.
_COMMON = """
0123456789 0987654321 1111111111 1122334455 1234512345 1234567890 12345678900 12345678910
123456789a 123456789q 1234567891 123123123123 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 9876543210
a123456789 aaaaaaaaaa abc1234567 abcd123456 abcdefghij adminadmin administrator asdfghjkl1
asdfghjkl; baseball123 basketball changeme123 charlie123 chocolate1 computer123 dragon12345
facebook123 football123 football12 freedom123 hello12345 helloworld iloveyou12 iloveyou123
iloveyou1234 jennifer123 juventus123 letmein123 letmein1234 liverpool1 liverpool123
manchester manchester1 michael123 minecraft1 monkey12345 password00 password01 password10
password11 password12 password123 password1234 password12345 password99 passwordpassword
p@ssw0rd123 p@ssword123 passw0rd123 princess123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcr qwer123456
qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwertyuiop qwertyuiop1 qwertyuiop123
smallgestures smallgesture small-gestures smallgestures1 spiderman1 spiderman123 starwars123
sunshine123 sunshine12 superman123 superman12 test123456 testtesttest trustno1234 unicorn123
welcome123 welcome1234 zaq12wsxcde zxcvbnm123 zxcvbnm1234 zxcvbnmasdfghjkl
"""
COMMON_PASSWORDS = frozenset(_COMMON.split())


def check_password(password: str, *, not_like: tuple[str, ...] = ()) -> str:
    """Return the password in the form that is hashed.

    Args:
        password: As it was typed.
        not_like: The person's own handle, name and e-mail.

    Raises:
        PasswordNotAllowed: Shorter than 10 or longer than 200 characters, or easily guessed.
    """
    password = _one_form(password)
    if len(password) < SHORTEST:
        raise PasswordNotAllowed(f"Use at least {SHORTEST} characters. A few words do well.")
    if len(password) > LONGEST:
        raise PasswordNotAllowed(f"Use at most {LONGEST} characters.")
    plain = password.casefold()
    if plain in COMMON_PASSWORDS or len(set(plain)) == 1:
        raise PasswordNotAllowed("This password is among the first anybody would try.")
    if plain in {word.casefold() for word in not_like if word}:
        raise PasswordNotAllowed("Your password can’t be your handle, name or e-mail.")
    return password


def hash_password(password: str) -> HashedPassword:
    """Return what may be stored: Argon2id, salted. Takes tens of milliseconds."""
    return HashedPassword(_hasher().hash(_one_form(password)))


def matches(password: str, hashed: str | None) -> bool:
    """Say whether it is the password; without a hash, take as long and say no."""
    try:
        right = _hasher().verify(_one_form(password)[:LONGEST], hashed or NOBODYS_HASH)
    except UnknownHashError:
        right = False
    return right and hashed is not None


def _one_form(password: str) -> str:
    """The same password typed on two keyboards is the same text."""
    return unicodedata.normalize("NFC", password)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))
