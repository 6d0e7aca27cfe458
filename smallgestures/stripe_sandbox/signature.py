"""The signature by which a receiver knows that a webhook comes from here."""

import hashlib
import hmac


def sign(body: bytes, *, secret: str, moment: int) -> str:
    """Return the `Stripe-Signature` of a body sent at a time, in seconds."""
    signed = f"{moment}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"
