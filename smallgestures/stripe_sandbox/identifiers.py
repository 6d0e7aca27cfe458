"""Ids that look like Stripe's: a prefix that names the kind, then letters that nobody guesses."""

import secrets
import string

_LETTERS = string.ascii_letters + string.digits
_PREFIXES = {
    "account": "acct_1",
    "account_link": "alink_1",
    "balance_transaction": "txn_3",
    "bank_account": "ba_1",
    "billing_portal.configuration": "bpc_1",
    "billing_portal.session": "bps_1",
    "charge": "ch_3",
    "checkout.session": "cs_test_a1",
    "customer": "cus_",
    "destination_payment": "py_1",
    "destination_payment_refund": "pyr_1",
    "dispute": "du_1",
    "event": "evt_1",
    "invoice": "in_1",
    "invoice_payment": "inpay_1",
    "item": "li_1",
    "line_item": "il_1",
    "payment_intent": "pi_3",
    "payment_method": "pm_1",
    "price": "price_1",
    "product": "prod_",
    "refund": "re_3",
    "request": "req_",
    "setup_intent": "seti_1",
    "subscription": "sub_1",
    "subscription_item": "si_",
    "test_helpers.test_clock": "clock_1",
    "transfer": "tr_1",
    "transfer_reversal": "trr_1",
}
_LENGTHS = {
    "account": 15,
    "checkout.session": 56,
    "customer": 14,
    "product": 14,
    "request": 14,
    "subscription_item": 14,
}
_USUAL_LENGTH = 23


def new_id(kind: str) -> str:
    """Return a new id for an object of that kind."""
    return _PREFIXES[kind] + letters(_LENGTHS.get(kind, _USUAL_LENGTH))


def letters(number: int) -> str:
    """Return that many random letters and digits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(number))
