"""The SDK's own types of parameters as a judge of requests: they are of exactly our version."""

import re
import sys
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints
from typing import Literal as NewerLiteral
from typing import NotRequired as NewerNotRequired
from typing import Required as NewerRequired

import stripe
from stripe import params
from typing_extensions import is_typeddict

from tests.stripe.forms import decode

LITERALS = {Literal, NewerLiteral}
OPTIONAL = {NotRequired, NewerNotRequired}
WRAPPERS = OPTIONAL | {Required, NewerRequired}
OF_THE_SDK = set(stripe.RequestOptions.__annotations__)

TYPES: dict[str, type] = {
    "POST /v1/account_links": params.AccountLinkCreateParams,
    "GET /v1/accounts": params.AccountListParams,
    "POST /v1/accounts": params.AccountCreateParams,
    "GET /v1/accounts/{id}": params.AccountRetrieveParams,
    "GET /v1/balance_transactions": params.BalanceTransactionListParams,
    "POST /v1/billing_portal/sessions": params.billing_portal.SessionCreateParams,
    "GET /v1/charges": params.ChargeListParams,
    "GET /v1/charges/{id}": params.ChargeRetrieveParams,
    "GET /v1/checkout/sessions": params.checkout.SessionListParams,
    "POST /v1/checkout/sessions": params.checkout.SessionCreateParams,
    "GET /v1/checkout/sessions/{id}": params.checkout.SessionRetrieveParams,
    "POST /v1/checkout/sessions/{id}/expire": params.checkout.SessionExpireParams,
    "GET /v1/checkout/sessions/{id}/line_items": params.checkout.SessionListLineItemsParams,
    "GET /v1/customers": params.CustomerListParams,
    "POST /v1/customers": params.CustomerCreateParams,
    "GET /v1/customers/{id}": params.CustomerRetrieveParams,
    "POST /v1/customers/{id}": params.CustomerUpdateParams,
    "GET /v1/customers/{id}/payment_methods": params.CustomerListPaymentMethodsParams,
    "GET /v1/disputes": params.DisputeListParams,
    "GET /v1/disputes/{id}": params.DisputeRetrieveParams,
    "GET /v1/events": params.EventListParams,
    "GET /v1/events/{id}": params.EventRetrieveParams,
    "GET /v1/invoice_payments": params.InvoicePaymentListParams,
    "GET /v1/invoices": params.InvoiceListParams,
    "GET /v1/invoices/{id}": params.InvoiceRetrieveParams,
    "POST /v1/invoices/{id}/finalize": params.InvoiceFinalizeInvoiceParams,
    "POST /v1/invoices/{id}/pay": params.InvoicePayParams,
    "POST /v1/invoices/{id}/void": params.InvoiceVoidInvoiceParams,
    "GET /v1/payment_intents": params.PaymentIntentListParams,
    "GET /v1/payment_intents/{id}": params.PaymentIntentRetrieveParams,
    "GET /v1/payment_methods": params.PaymentMethodListParams,
    "GET /v1/payment_methods/{id}": params.PaymentMethodRetrieveParams,
    "POST /v1/payment_methods/{id}/attach": params.PaymentMethodAttachParams,
    "POST /v1/payment_methods/{id}/detach": params.PaymentMethodDetachParams,
    "GET /v1/prices": params.PriceListParams,
    "POST /v1/prices": params.PriceCreateParams,
    "GET /v1/prices/{id}": params.PriceRetrieveParams,
    "GET /v1/products": params.ProductListParams,
    "POST /v1/products": params.ProductCreateParams,
    "GET /v1/products/{id}": params.ProductRetrieveParams,
    "GET /v1/refunds": params.RefundListParams,
    "POST /v1/refunds": params.RefundCreateParams,
    "GET /v1/refunds/{id}": params.RefundRetrieveParams,
    "GET /v1/setup_intents": params.SetupIntentListParams,
    "GET /v1/setup_intents/{id}": params.SetupIntentRetrieveParams,
    "GET /v1/subscriptions": params.SubscriptionListParams,
    "POST /v1/subscriptions": params.SubscriptionCreateParams,
    "GET /v1/subscriptions/{id}": params.SubscriptionRetrieveParams,
    "POST /v1/subscriptions/{id}": params.SubscriptionUpdateParams,
    "DELETE /v1/subscriptions/{id}": params.SubscriptionCancelParams,
    "POST /v1/subscriptions/{id}/resume": params.SubscriptionResumeParams,
    "GET /v1/test_helpers/test_clocks": params.test_helpers.TestClockListParams,
    "POST /v1/test_helpers/test_clocks": params.test_helpers.TestClockCreateParams,
    "GET /v1/test_helpers/test_clocks/{id}": params.test_helpers.TestClockRetrieveParams,
    "DELETE /v1/test_helpers/test_clocks/{id}": params.test_helpers.TestClockDeleteParams,
    "POST /v1/test_helpers/test_clocks/{id}/advance": params.test_helpers.TestClockAdvanceParams,
    "GET /v1/transfers": params.TransferListParams,
    "POST /v1/transfers": params.TransferCreateParams,
    "GET /v1/transfers/{id}": params.TransferRetrieveParams,
    "GET /v1/transfers/{id}/reversals": params.TransferListReversalsParams,
    "POST /v1/transfers/{id}/reversals": params.TransferCreateReversalParams,
}


def request_problems(method: str, path: str, sent: str) -> list[str]:
    """Return what the SDK's types have against a request."""
    wanted = f"{method} {path}"
    patterns = ((re.sub(r"\{id\}", "[^/]+", name), name) for name in TYPES)
    found = [name for pattern, name in patterns if re.fullmatch(pattern, wanted)]
    if not found:
        return [f"{wanted} has no type in the table"]
    return list(_problems(decode(sent), TYPES[min(found, key=lambda name: name.count("{"))], ""))


@cache
def _fields(kind: type) -> dict[str, Any]:
    # A TypedDict keeps its base's annotations, but not the module in which they mean something.
    base = sys.modules[stripe.RequestOptions.__module__]
    known = vars(base) | {"StripeContext": stripe.StripeContext}
    hints = get_type_hints(kind, localns=known, include_extras=True)
    return {name: hint for name, hint in hints.items() if name not in OF_THE_SDK}


def _problems(value: Any, kind: Any, name: str) -> list[str]:
    origin = get_origin(kind)
    if origin in WRAPPERS:
        return _problems(value, get_args(kind)[0], name)
    if origin in {Union, UnionType}:
        return _problems_of_union(value, get_args(kind), name)
    if origin in LITERALS:
        said = value if value in get_args(kind) else None
        return [] if said is not None else [f"{name}: {value!r} is none of {get_args(kind)[:9]}"]
    if is_typeddict(kind):
        return _problems_of_group(value, kind, name)
    if origin in {list, dict}:
        return _problems_within(value, kind, name)
    return _problems_of_text(value, kind, name)


def _problems_of_union(value: Any, kinds: tuple[Any, ...], name: str) -> list[str]:
    """Any of the kinds will do; where words are listed, `str` only stands for words to come."""
    words = {word for kind in kinds if get_origin(kind) in LITERALS for word in get_args(kind)}
    if words - {""}:
        kinds = tuple(kind for kind in kinds if kind is not str)
    tried = [_problems(value, kind, name) for kind in kinds if kind is not NoneType]
    return min(tried, key=len)


def _problems_of_group(value: Any, kind: type, name: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{name}: {value!r} is no group"]
    fields = _fields(kind)
    missing = [
        f"{name}[{field}] is missing"
        for field, hint in fields.items()
        if get_origin(hint) not in OPTIONAL and field not in value
    ]
    unknown = [f"{name}[{field}] is unknown" for field in value if field not in fields]
    within = [
        problem
        for field, item in value.items()
        if field in fields
        for problem in _problems(item, fields[field], f"{name}[{field}]")
    ]
    return missing + unknown + within


def _problems_within(value: Any, kind: Any, name: str) -> list[str]:
    container, inner = get_origin(kind), get_args(kind)[-1]
    if not isinstance(value, container):
        return [f"{name}: {value!r} is no {container.__name__}"]
    items = value.items() if isinstance(value, dict) else enumerate(value)
    return [
        problem for place, item in items for problem in _problems(item, inner, f"{name}[{place}]")
    ]


def _problems_of_text(value: Any, kind: Any, name: str) -> list[str]:
    patterns = {int: r"-?\d+", bool: "true|false", float: r"-?\d+(\.\d+)?", Decimal: r"-?\d+.*"}
    if not isinstance(value, str):
        return [f"{name}: {value!r} is not text"]
    if kind in patterns and not re.fullmatch(patterns[kind], value):
        return [f"{name}: {value!r} is no {kind.__name__}"]
    return [] if kind in patterns or kind is str else [f"{name}: nothing known about {kind}"]
