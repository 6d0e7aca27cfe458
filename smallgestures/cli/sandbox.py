"""The Stripe sandbox: a server of its own, of which we know only how to start it."""

import os
import sys

from smallgestures.cli.children import Child
from smallgestures.settings import Settings

LOOPBACK = "127.0.0.1"
SANDBOX_PORT = "SG_STRIPE_SANDBOX_PORT"
SECRET = "SG_SANDBOX_WEBHOOK_SECRET"  # read by the sandbox; arguments are public, this is not


def stripe_sandbox(settings: Settings) -> Child:
    """Return the sandbox that takes this installation's payments and tells it of them."""
    data = settings.data_dir.resolve()
    argv = [
        *(sys.executable, "-m", "smallgestures.stripe_sandbox"),
        *("--port", str(settings.sandbox_port)),
        *("--database", str(data / "stripe_sandbox.db")),
        *("--webhook-url", f"http://127.0.0.1:{settings.port}/webhooks/stripe"),
        *("--webhook-secret-env", SECRET),
        *("--parent-pid", str(os.getpid())),
    ]
    return Child("Stripe sandbox", argv, env={SECRET: settings.webhook_secret})
