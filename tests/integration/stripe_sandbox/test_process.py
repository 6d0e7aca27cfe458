"""The process: what is on disk when it is killed, how it ends, and what it says."""

import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from tests.integration.processes import PATIENCE_S, ROOT
from tests.ports import free_port
from tests.stripe.receiver import Receiver
from tests.stripe.sandbox import KEY, SECRET, SandboxProcess

AT_ONCE_S = 2.0


@pytest.fixture
def own_sandbox(tmp_path: Path, receiver: Receiver):
    """A sandbox that only this test has."""
    own = SandboxProcess(tmp_path, webhook_url=receiver.url)
    yield own
    own.process.abandon()


def open_session(sandbox: SandboxProcess, *, order: str = "order-1") -> str:
    """Return the session of an order; asked again, it is the same one."""
    price = {"currency": "usd", "unit_amount": 4800, "product_data": {"name": "Vase"}}
    session = sandbox.client().v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "success_url": "http://127.0.0.1:9/",
            "customer_email": "leo@example.com",
        },
        {"idempotency_key": order},
    )
    return session.id


def fingerprint(sandbox: SandboxProcess, intent: str) -> str:
    """Return by what the card of a payment is known again."""
    charge = sandbox.client().v1.charges.list({"payment_intent": intent}).data[0]
    return charge.payment_method_details.card.fingerprint


class TestKill:
    def test_loses_no_payment_no_webhook_and_no_key(
        self, own_sandbox: SandboxProcess, receiver: Receiver
    ):
        own_sandbox.switch(webhooks={"hold": True})
        session = open_session(own_sandbox)
        intent = own_sandbox.lever(f"pay/{session}")["session"]["payment_intent"]

        own_sandbox.process.kill()
        assert receiver.about(session, intent) == []
        own_sandbox.start_again()

        told = receiver.wait_for("checkout.session.completed", session, intent)
        assert [each.type for each in told] == [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed",
        ]
        assert open_session(own_sandbox) == session
        found = own_sandbox.client().v1.checkout.sessions.retrieve(session)
        assert found.payment_status == "paid"

    def test_leaves_cards_recognisable(self, own_sandbox: SandboxProcess):
        intents = []
        for order in ("order-1", "order-2"):
            session = open_session(own_sandbox, order=order)
            intents.append(own_sandbox.lever(f"pay/{session}")["session"]["payment_intent"])
            if order == "order-1":
                own_sandbox.process.kill()
                own_sandbox.start_again()

        first, second = (fingerprint(own_sandbox, intent) for intent in intents)
        assert first == second


class TestEnd:
    def test_comes_at_once_when_asked_for(self, own_sandbox: SandboxProcess):
        began = monotonic()

        own_sandbox.process.stop()

        assert monotonic() - began < AT_ONCE_S

    def test_says_a_line_a_request_and_no_secret(self, own_sandbox: SandboxProcess):
        session = open_session(own_sandbox)
        own_sandbox.http.post(
            f"/c/pay/{session}",
            data={"number": "4242424242424242", "expiry": "12/34", "code": "123", "name": "Leo M."},
        )
        own_sandbox.process.stop()

        said = own_sandbox.process.said()
        assert '"path": "/v1/checkout/sessions", "status": 200' in said
        for secret in (KEY, SECRET, "4242424242424242", "Leo M.", "leo@example.com", session):
            assert secret not in said


class TestStart:
    def test_needs_a_secret_for_its_webhooks(self, tmp_path: Path):
        done = subprocess.run(
            [
                sys.executable, "-m", "smallgestures.stripe_sandbox",
                "--port", str(free_port()), "--database", str(tmp_path / "stripe.db"),
                "--webhook-url", "http://127.0.0.1:9/", "--webhook-secret-env", "NOT_SET",
            ],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

        assert done.returncode == 2
        assert "--webhook-secret-env must name a variable that holds a secret" in done.stderr
        assert done.stdout == ""

    def test_says_that_its_port_is_taken(self, sandbox: SandboxProcess, tmp_path: Path):
        done = subprocess.run(
            [
                sys.executable, "-m", "smallgestures.stripe_sandbox",
                "--port", str(sandbox.port), "--database", str(tmp_path / "stripe.db"),
            ],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

        assert done.returncode == 1
        assert f"Port {sandbox.port} is taken" in done.stderr

    def test_ends_with_its_parent(self, tmp_path: Path):
        program = (
            "import os, subprocess, sys;"
            "me = str(os.getpid());"
            "child = subprocess.Popen([sys.executable, *sys.argv[1:], '--parent-pid', me],"
            "stderr=subprocess.PIPE);"
            "child.stderr.readline(); print(child.pid, flush=True); sys.stdin.read()"
        )
        sandbox = ["-m", "smallgestures.stripe_sandbox", "--port", str(free_port())]
        parent = subprocess.Popen(
            [sys.executable, "-c", program, *sandbox, "--database", str(tmp_path / "stripe.db")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        child = Path("/proc") / parent.stdout.readline().strip()

        parent.send_signal(signal.SIGKILL)
        parent.wait(timeout=20)

        assert is_gone(child)


def is_gone(process: Path) -> bool:
    """Wait until a process of that number isn't there any more, or is a zombie."""
    deadline = monotonic() + PATIENCE_S
    while monotonic() < deadline:
        try:
            if ") Z " in (process / "stat").read_text():
                return True
        except OSError:
            return True
        Event().wait(0.02)
    return False
