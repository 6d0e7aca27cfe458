"""What Stripe wants and why it would not, for people (docs.stripe.com/connect, error codes)."""

from collections.abc import Iterable

ELSE = "something that Stripe’s own page explains"
# By how Stripe's names begin; the first that fits counts.
_WANTED = (
    ("external_account", "a bank account"),
    ("tos_acceptance", "your yes to Stripe’s terms"),
    ("business_type", "whether you are a person or a company"),
    ("business_profile", "what you do"),
    ("individual.dob", "your date of birth"),
    ("individual.first_name", "your name"),
    ("individual.last_name", "your name"),
    ("individual.address", "your address"),
    ("individual.email", "your e-mail address"),
    ("individual.phone", "your phone number"),
    ("individual.id_number", "your tax or identity number"),
    ("individual.ssn_last_4", "the last digits of your social security number"),
    ("individual.verification", "a picture of your passport or identity card"),
    ("individual.verification.document", "a picture of your passport or identity card"),
    ("company", "details of your company"),
    ("representative", "details of who speaks for your company"),
)
_DISABLED = {
    "requirements.past_due": "Stripe waits for something from you.",
    "requirements.pending_verification": "Stripe is checking what you sent. Nothing is to be done.",
    "under_review": "Stripe is looking at your account. Nothing is to be done.",
    "platform_paused": "Payouts to you were paused by this site. Ask whoever runs it.",
    "listed": "Stripe is looking at your account. It writes to you if it needs something.",
}
_REJECTED = "Stripe has closed your account. Write to Stripe; your earnings stay yours here."
_REFUSALS = {
    "insufficient_capabilities_for_transfer": (
        "Stripe can’t send to your account before its open questions are answered."
    ),
    "account_invalid": "Your account at Stripe can’t be reached. Open Stripe’s page and look.",
    "balance_insufficient": "The payment’s money is not at Stripe yet.",
}
_NOT_RETURNED = {
    "balance_insufficient": "there was too little left in your Stripe account.",
    "insufficient_funds": "there was too little left in your Stripe account.",
}


def wanted(names: Iterable[str]) -> list[str]:
    """Say what Stripe wants of somebody, each thing once, in the order of Stripe's list."""
    found = dict.fromkeys(
        next((words for start, words in _WANTED if name.startswith(start)), ELSE) for name in names
    )
    return list(found)


def disabled(reason: str | None) -> str:
    """Say why an account can't receive; nothing when Stripe gives no reason."""
    if reason is None:
        return ""
    if reason.startswith("rejected."):
        return _REJECTED
    return _DISABLED.get(reason, "Stripe does not pay out to your account at the moment.")


def transfer_refused(code: str) -> str:
    """Say why Stripe sends no money."""
    return (
        _REFUSALS.get(code, "Stripe would not send it.") + " It is tried again when that is done."
    )


def reversal_refused(code: str) -> str:
    """Say why Stripe could not take money back, to stand after a colon."""
    return _NOT_RETURNED.get(code, "Stripe would not do it.")
