"""The Stripe sandbox as a process of a test, and its levers."""

from functools import cache
from pathlib import Path
from typing import Any

import httpx
from stripe import HTTPXClient, StripeClient

from tests.integration.processes import PythonProcess
from tests.ports import free_port
from tests.stripe.traffic import problems_of

KEY = "sk_test_of_the_tests"
SECRET = "whsec_of_the_tests"
SECRET_NAME = "SG_SANDBOX_WEBHOOK_SECRET"


@cache
def _client(url: str, timeout: float, retries: int) -> StripeClient:
    """Made once: the SDK reads all certificates of the machine for each, which takes its time."""
    return StripeClient(
        KEY,
        base_addresses={"api": url},
        http_client=HTTPXClient(timeout=timeout, allow_sync_methods=True),
        max_network_retries=retries,
    )


class SandboxProcess:
    """One store on disk, and the process that serves it."""

    def __init__(
        self,
        folder: Path,
        *,
        webhook_url: str | None,
        port: int | None = None,
        secret: str = SECRET,
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.secret = secret
        self.webhook_url = webhook_url
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=20)
        self.process = self._start()

    def _start(self) -> PythonProcess:
        arguments = ["--port", str(self.port), "--database", str(self.folder / "stripe.db")]
        if self.webhook_url:
            arguments += ["--webhook-url", self.webhook_url, "--webhook-secret-env", SECRET_NAME]
        process = PythonProcess(
            "smallgestures.stripe_sandbox",
            *arguments,
            environment={SECRET_NAME: self.secret},
            output=self.folder / "stripe.log",
        )
        process.wait_until(self._answers)
        return process

    def _answers(self) -> bool:
        try:
            return self.http.get("/_sandbox/health").is_success
        except httpx.TransportError:
            return False

    def start_again(self) -> None:
        """Serve the same store at the same address."""
        self.process = self._start()

    def client(self, *, timeout: float = 20, retries: int = 0) -> StripeClient:
        """Return the official SDK, led to the sandbox."""
        return _client(self.url, timeout, retries)

    def lever(self, path: str, method: str = "POST", **sent: Any) -> Any:
        """Pull one of the test levers, and return what it says."""
        response = self.http.request(method, f"/_sandbox/{path}", json=sent or None)
        assert response.is_success, response.text
        return response.json()

    def switch(self, **groups: Any) -> None:
        """Set switches; those that aren't named stay."""
        self.lever("switches", **groups)

    def events(self, *, waiting: bool = False) -> list[dict[str, Any]]:
        """Return how far the events have come, the oldest first."""
        return self.lever(f"events?waiting={int(waiting)}", "GET")["events"]

    def problems(self) -> list[str]:
        """Return what Stripe's file and the SDK's types have against the recorded traffic."""
        traffic = self.lever("traffic", "GET")["traffic"]
        return [problem for exchange in traffic for problem in problems_of(exchange)]
