"""Every endpoint of the API."""

from smallgestures.stripe_sandbox.api import (
    accounts,
    billing_portal,
    catalogue,
    checkout,
    customers,
    events,
    invoices,
    payment_methods,
    payments,
    refunds,
    subscriptions,
    test_clocks,
    transfers,
)
from smallgestures.stripe_sandbox.api.endpoint import Endpoint
from smallgestures.stripe_sandbox.errors import StripeError

_DOMAINS = (
    accounts,
    billing_portal,
    catalogue,
    checkout,
    customers,
    events,
    invoices,
    payment_methods,
    payments,
    refunds,
    subscriptions,
    test_clocks,
    transfers,
)
_TABLE = [(endpoint.pattern, endpoint) for domain in _DOMAINS for endpoint in domain.ENDPOINTS]


def find_endpoint(method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
    """Return the endpoint of a method and path, and the ids in the path.

    Raises:
        StripeError: There is none.
    """
    for pattern, endpoint in _TABLE:
        match = pattern.fullmatch(path)
        if match is not None and endpoint.method == method:
            return endpoint, match.groupdict()
    raise StripeError(
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we "
        "can help at https://support.stripe.com/.",
        status=404,
    )
