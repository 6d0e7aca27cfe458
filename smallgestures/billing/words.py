"""What Stripe's codes mean, for people (docs.stripe.com/declines/codes)."""

NOT_OPENED = "The payment service did not open a checkout. No money moved. Please try again."
NOT_TAKEN = "The payment could not be taken. No money moved."
CONFIRM = "Your bank asks you to confirm the payment. No money moved yet."
REFUND_BOUNCED = "The buyer’s bank sent the money back to us. Please arrange it with the buyer."

_DECLINES = {
    "insufficient_funds": "There is not enough money on the card.",
    "expired_card": "The card has expired.",
    "incorrect_cvc": "The security code is wrong.",
    "invalid_cvc": "The security code is wrong.",
    "incorrect_number": "The card number is wrong.",
    "invalid_number": "The card number is wrong.",
    "processing_error": "The bank could not take the payment just now.",
    "payment_intent_authentication_failure": "The payment was not confirmed with the bank.",
}
_REFUNDS = {
    "charge_disputed": (
        "The buyer’s bank is looking into this payment, so Stripe sends nothing back until it has "
        "decided. No money moved."
    ),
    "charge_already_refunded": "This payment was sent back in full already. No money moved.",
}


def decline(code: str | None) -> str | None:
    """Say why a payment was not taken; None when it was not refused."""
    if code is None:
        return None
    return f"{_DECLINES.get(code, 'The card was declined.')} No money moved."


def refund_refused(code: str) -> str:
    """Say why Stripe sends no money back."""
    return _REFUNDS.get(code, "Stripe refused this refund. No money moved.")
