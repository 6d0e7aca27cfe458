"""Secrets that travel: 256 bits of chance, of which only the hash is stored."""

import hashlib
import secrets

TOKEN_BYTES = 32
TOKEN_LIMIT = 64  # characters; longer ones are refused before they are hashed


def new_token() -> str:
    """Return a fresh secret, fit for a cookie or an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Return what is stored and looked up; no stretching, because nobody guesses 256 bits."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
