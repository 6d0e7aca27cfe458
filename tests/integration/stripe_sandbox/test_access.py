"""Who may call the API, and how it answers what it doesn't know."""

import base64

import pytest
from stripe import (
    APIConnectionError,
    APIError,
    AuthenticationError,
    HTTPXClient,
    InvalidRequestError,
    StripeClient,
)

from tests.stripe.sandbox import KEY, SandboxProcess


class TestKeys:
    @pytest.mark.parametrize("key", ["sk_live_real", "pk_test_public", "nonsense"])
    def test_that_are_no_test_keys_are_refused(self, sandbox: SandboxProcess, key):
        client = StripeClient(
            key,
            base_addresses={"api": sandbox.url},
            http_client=HTTPXClient(allow_sync_methods=True),
        )

        with pytest.raises(AuthenticationError) as refusal:
            client.v1.customers.list()

        assert refusal.value.http_status == 401
        assert key not in refusal.value.user_message

    def test_may_come_by_basic_authentication(self, sandbox: SandboxProcess):
        basic = base64.b64encode(f"{KEY}:".encode()).decode()

        answer = sandbox.http.get("/v1/customers", headers={"Authorization": f"Basic {basic}"})

        assert answer.status_code == 200

    def test_are_needed(self, sandbox: SandboxProcess):
        answer = sandbox.http.get("/v1/customers")

        assert answer.status_code == 401
        assert answer.json()["error"]["type"] == "invalid_request_error"
        assert answer.headers["www-authenticate"] == 'Basic realm="Stripe"'


class TestAnswers:
    def test_name_the_request_and_the_version(self, stripe: StripeClient):
        headers = stripe.v1.customers.list().last_response.headers

        assert headers["request-id"].startswith("req_")
        assert headers["stripe-version"] == "2026-10-28.endive"

    def test_refuse_another_version(self, stripe: StripeClient):
        with pytest.raises(InvalidRequestError, match="endive"):
            stripe.v1.customers.list({}, {"stripe_version": "2020-08-27"})

    def test_know_no_other_address(self, stripe: StripeClient):
        with pytest.raises(InvalidRequestError, match="Unrecognized request URL") as refusal:
            stripe.v1.coupons.list()

        assert refusal.value.http_status == 404

    def test_have_a_limit_to_what_they_read(self, sandbox: SandboxProcess):
        answer = sandbox.http.post("/v1/customers", content=b"name=" + b"x" * 600_000)

        assert answer.status_code == 413


class TestTrouble:
    def test_can_be_slow(self, sandbox: SandboxProcess):
        sandbox.switch(faults=[{"do": "delay_after", "path": "/v1/customers", "delay_ms": 400}])

        with pytest.raises(APIConnectionError):
            sandbox.client(timeout=0.1).v1.customers.list()

    def test_is_for_the_requests_that_were_meant(self, sandbox: SandboxProcess, stripe):
        sandbox.switch(
            faults=[{"do": "answer_500", "method": "POST", "path": "/v1/customers", "times": 2}]
        )

        stripe.v1.customers.list()
        for _ in range(2):
            with pytest.raises(APIError):
                stripe.v1.customers.create({"name": "Leo"})

        assert stripe.v1.customers.create({"name": "Leo"}).name == "Leo"


class TestLevers:
    def test_are_for_programs_on_this_machine_only(self, sandbox: SandboxProcess):
        for headers in (
            {"Origin": "https://elsewhere.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Host": "stripe.elsewhere.example"},
        ):
            answer = sandbox.http.get("/_sandbox/switches", headers=headers)
            assert answer.status_code == 403

    def test_refuse_what_they_do_not_know(self, sandbox: SandboxProcess):
        answer = sandbox.http.post("/_sandbox/switches", json={"webhook": {}})

        assert answer.status_code == 422

    def test_record_traffic_without_the_key(self, sandbox: SandboxProcess, stripe):
        stripe.v1.customers.create({"name": "Leo"})

        last = sandbox.lever("traffic", "GET")["traffic"][-1]

        assert (last["method"], last["path"], last["sent"]) == ("POST", "/v1/customers", "name=Leo")
        assert KEY not in str(last)
