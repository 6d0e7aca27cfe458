"""The signature of webhooks, as the official SDK checks it."""

import pytest
from stripe import SignatureVerificationError, WebhookSignature

from smallgestures.stripe_sandbox.signature import sign

BODY = b'{"id": "evt_1"}'
NOW = 1_795_000_000


class TestSign:
    def test_is_what_the_sdk_expects(self):
        header = sign(BODY, secret="whsec_a", moment=NOW)

        assert WebhookSignature.verify_header(BODY.decode(), header, "whsec_a")

    def test_is_another_one_for_another_secret_or_body(self):
        header = sign(BODY, secret="whsec_a", moment=NOW)

        for body, secret in ((BODY.decode(), "whsec_b"), ("{}", "whsec_a")):
            with pytest.raises(SignatureVerificationError):
                WebhookSignature.verify_header(body, header, secret)
