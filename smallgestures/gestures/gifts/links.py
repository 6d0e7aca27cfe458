"""The address under which a gift can be looked at without an account."""

import secrets

from smallgestures.accounts.tokens import token_hash
from smallgestures.gestures.gifts.models import Gift
from smallgestures.sealed import secret_token

NONCE_BYTES = 12


def new_nonce() -> str:
    """Return what makes a link another one than the last."""
    return secrets.token_urlsafe(NONCE_BYTES)


def link_token(gift: Gift) -> str:
    """Return the 160-bit token of the gift's link; it is stored nowhere, only its hash is."""
    return secret_token("gift", gift.public_id, gift.link_nonce)


def set_link(gift: Gift) -> None:
    """Give the gift a new link; the one that it had opens nothing any more."""
    gift.link_nonce = new_nonce()
    gift.token_hash = token_hash(link_token(gift))
