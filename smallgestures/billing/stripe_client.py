"""The way to Stripe: one client of the official SDK, and its failures as our own refusals.

The same code reaches Stripe with a test key and the sandbox of this machine
without one. Only the gateways use it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import stripe
import structlog
from stripe import HTTPXClient, StripeClient

from smallgestures.billing.errors import StripeRefused, StripeUnavailable
from smallgestures.settings import get_settings

RETRIES = 1  # by the SDK itself, with the same idempotency key
SANDBOX_KEY = "sk_test_sandbox_of_this_machine"

log = structlog.get_logger("stripe")


@cache
def client() -> StripeClient:
    """Return the process-wide client, for whoever the settings name."""
    settings = get_settings()
    key = settings.stripe_secret_key
    http = HTTPXClient(timeout=settings.stripe_timeout_s, allow_sync_methods=True)
    if key is not None:
        return StripeClient(key.get_secret_value(), http_client=http, max_network_retries=RETRIES)
    return StripeClient(
        SANDBOX_KEY,
        base_addresses={"api": f"http://127.0.0.1:{settings.sandbox_port}"},
        http_client=http,
        max_network_retries=RETRIES,
    )


@contextmanager
def spoken(what: str) -> Iterator[None]:
    """Turn what the SDK raises into our own refusals, with a line in the log for each."""
    try:
        yield
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        # Ours to mend, and nothing a person who buys could do about it.
        log.error("key refused by stripe", asked=what, code=error.code)
        raise StripeUnavailable from None
    except (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError) as error:
        param = getattr(error, "param", None)
        log.warning("refused by stripe", asked=what, code=error.code, param=param)
        raise StripeRefused(error.code or "", param or "") from None
    except stripe.StripeError as error:
        log.warning("stripe unavailable", asked=what, kind=type(error).__name__)
        raise StripeUnavailable from None


def forget_client() -> None:
    """Let the next request make its client anew, as after a change of settings."""
    client.cache_clear()
