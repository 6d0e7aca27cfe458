"""Text that only this installation can read: addresses and codes, encrypted at rest."""

import base64
import hashlib
import hmac
from functools import cache

import structlog
from cryptography.fernet import Fernet, InvalidToken

from smallgestures.errors import DomainError
from smallgestures.settings import get_settings

log = structlog.get_logger("sealed")


class SealedWithAnotherKey(DomainError):
    """It is whole, and the key that it was sealed with is not the one that we have."""

    def __init__(self) -> None:
        super().__init__(
            "This was sealed with another key than this site has now, as after a restore without "
            "it, so it can’t be read yet. Nothing is lost, and nothing was used up. Whoever runs "
            "the site has to put back the file secret_key from the old data folder; then try again."
        )


def seal(text: str) -> str:
    """Return `text` encrypted and signed with a key made from the installation's secret."""
    return _box(get_settings().signing_key).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Return what was sealed.

    Raises:
        SealedWithAnotherKey: The installation's secret was another one then.
    """
    try:
        return _box(get_settings().signing_key).decrypt(sealed.encode("ascii")).decode()
    except InvalidToken:
        log.error("sealed with another key", remedy="put back secret_key, or SG_SECRET_KEY")
        raise SealedWithAnotherKey from None


def secret_token(purpose: str, *parts: str, length_bytes: int = 20) -> str:
    """Return an unguessable token that can be made again from its parts, and from nothing else.

    Only its hash has to be stored, so that a copy of the database opens nothing.
    """
    message = "\0".join((purpose, *parts)).encode()
    digest = hmac.new(get_settings().signing_key, message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:length_bytes]).rstrip(b"=").decode("ascii")


@cache
def _box(secret: bytes) -> Fernet:
    key = hashlib.sha256(b"sealed\0" + secret).digest()
    return Fernet(base64.urlsafe_b64encode(key))
