"""Connected accounts, their page, transfers and reversals; all judged by Stripe's own file."""

import pytest
from stripe import InvalidRequestError, StripeClient

BACK = "http://127.0.0.1:9/studio/earnings"
ACCOUNT = {
    "capabilities": {"transfers": {"requested": True}},
    "controller": {
        "fees": {"payer": "application"},
        "losses": {"payments": "application"},
        "requirement_collection": "stripe",
        "stripe_dashboard": {"type": "express"},
    },
    "email": "maya@example.com",
    "metadata": {"account_uid": "a1"},
}
DETAILS = {
    "first_name": "Maya",
    "last_name": "Lind",
    "born": "1990-01-01",
    "bank": "000123456789",
    "terms": "yes",
}


@pytest.fixture
def account(stripe: StripeClient):
    return stripe.v1.accounts.create(ACCOUNT)


@pytest.fixture
def onboard(sandbox, account):
    def answered(**more: str):
        return sandbox.lever(f"accounts/{account.id}/onboard", **more)

    return answered


@pytest.fixture
def charge(sandbox, stripe, vase):
    """A charge of 48 dollars, in a group."""
    session = vase(payment_intent_data={"transfer_group": "checkout_x"})
    sandbox.lever(f"pay/{session.id}")
    intent = stripe.v1.checkout.sessions.retrieve(session.id).payment_intent
    return stripe.v1.charges.list({"payment_intent": intent}).data[0]


@pytest.fixture
def send(stripe: StripeClient, account, charge):
    def sent(amount: int = 384, **more: object):
        return stripe.v1.transfers.create(
            {
                "amount": amount,
                "currency": "usd",
                "destination": account.id,
                "source_transaction": charge.id,
                "transfer_group": "checkout_x",
                "description": "Commission of order 1000",
                "metadata": {"transfer_uid": "t1"},
                **more,
            }
        )

    return sent


class TestAccount:
    def test_begins_with_everything_still_wanted(self, account, stripe):
        assert account.capabilities.to_dict() == {"transfers": "inactive"}
        assert (account.details_submitted, account.payouts_enabled) == (False, False)
        assert "external_account" in account.requirements.currently_due
        assert account.requirements.disabled_reason == "requirements.past_due"
        assert stripe.v1.accounts.retrieve(account.id).metadata["account_uid"] == "a1"
        assert stripe.v1.accounts.list({"limit": 1}).data[0].id == account.id

    def test_can_receive_once_all_is_told_and_says_so(self, account, onboard, stripe, sandbox):
        onboard()

        found = stripe.v1.accounts.retrieve(account.id)
        assert found.capabilities["transfers"] == "active"
        assert found.requirements.currently_due == []
        assert found.external_accounts.data[0].last4 == "6789"
        event = stripe.v1.events.list({"limit": 1}).data[0]
        assert (event.type, event.account) == ("account.updated", account.id)

    def test_whose_owner_cant_be_matched_wants_a_document(self, account, onboard, stripe):
        onboard(born="1900-01-01")

        found = stripe.v1.accounts.retrieve(account.id)
        assert found.requirements.currently_due == ["individual.verification.document"]
        assert (found.details_submitted, found.capabilities["transfers"]) == (True, "inactive")

    def test_of_both_kinds_at_once_is_refused(self, stripe):
        with pytest.raises(InvalidRequestError, match="both `type` and `controller`"):
            stripe.v1.accounts.create({**ACCOUNT, "type": "express"})


class TestOnboarding:
    @pytest.fixture
    def url(self, stripe, account) -> str:
        link = stripe.v1.account_links.create(
            {
                "account": account.id,
                "type": "account_onboarding",
                "return_url": f"{BACK}?from=stripe",
                "refresh_url": f"{BACK}/again",
            }
        )
        return link.url[link.url.index("/c/connect/") :]

    def test_takes_what_is_told_and_leads_back(self, sandbox, stripe, account, url):
        page = sandbox.http.get(url)
        assert "Sandbox payout account" in page.text
        assert "None yet" in page.text

        answer = sandbox.http.post(url, data=DETAILS)

        assert answer.headers["location"] == f"{BACK}?from=stripe"
        assert stripe.v1.accounts.retrieve(account.id).payouts_enabled

    def test_is_good_for_once(self, sandbox, url):
        sandbox.http.post(url, data=DETAILS)

        for again in (sandbox.http.get(url), sandbox.http.post(url, data=DETAILS)):
            assert again.headers["location"] == f"{BACK}/again"

    def test_can_be_left_for_later(self, sandbox, stripe, account, url):
        answer = sandbox.http.get(f"{url}/later")

        assert answer.headers["location"] == f"{BACK}?from=stripe"
        assert not stripe.v1.accounts.retrieve(account.id).details_submitted

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("first_name", "", "Type your first name."),
            ("born", "31.1.1990", "Type the date like 1990-01-31."),
            ("born", "2020-01-01", "You must be 18 or older."),
            ("bank", "DE89", "Type a test account number"),
            ("terms", "", "Agree to go on."),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(self, sandbox, url, field, value, words):
        page = sandbox.http.post(url, data={**DETAILS, field: value})

        assert (page.status_code, words in page.text) == (200, True)

    def test_of_another_site_is_refused(self, sandbox, url):
        answer = sandbox.http.post(url, data=DETAILS, headers={"origin": "http://evil.example"})

        assert answer.status_code == 403

    @pytest.fixture
    def made(self, onboard, send):
        onboard()
        return send()

    def test_shows_the_account_when_nothing_more_is_wanted(self, sandbox, stripe, made, url):
        stripe.v1.transfers.reversals.create(made.id, {"amount": 84})

        page = sandbox.http.get(url).text

        for words in (
            "Stripe wants nothing more of you", "Test bank, ending 6789", "$3.84",
            "Commission of order 1000, of which $0.84 went back", "$3.00",
        ):  # fmt: skip
            assert words in page

    def test_at_another_address_is_no_page(self, sandbox):
        assert sandbox.http.get("/c/connect/nothing").status_code == 404


class TestTransfer:
    def test_sends_a_part_of_a_charge(self, onboard, send, stripe, account, charge):
        onboard()

        made = send()

        assert (made.amount, made.destination, made.source_transaction) == (
            384,
            account.id,
            charge.id,
        )
        assert made.transfer_group == charge.transfer_group == "checkout_x"
        found = stripe.v1.transfers.list({"transfer_group": "checkout_x", "limit": 1}).data[0]
        assert found.id == stripe.v1.transfers.retrieve(made.id).id == made.id
        assert stripe.v1.events.list({"limit": 1}).data[0].type == "transfer.created"

    def test_with_the_same_key_is_the_same(self, onboard, send, stripe, account, charge):
        onboard()
        sent = {
            "amount": 100,
            "currency": "usd",
            "destination": account.id,
            "source_transaction": charge.id,
        }

        made = [
            stripe.v1.transfers.create(sent, {"idempotency_key": f"transfer-{account.id}"}).id
            for _ in range(2)
        ]

        assert len(set(made)) == 1
        assert len(stripe.v1.transfers.list({"destination": account.id}).data) == 1

    def test_to_an_account_that_cant_receive_is_refused(self, send):
        with pytest.raises(InvalidRequestError) as refusal:
            send()

        assert refusal.value.code == "insufficient_capabilities_for_transfer"

    def test_of_more_than_the_charge_is_refused(self, onboard, send):
        onboard()
        send(4000)

        with pytest.raises(InvalidRequestError, match=r"must not exceed its amount of \$48\.00"):
            send(801)

    def test_to_nobody_is_refused(self, send):
        with pytest.raises(InvalidRequestError, match="No such account"):
            send(destination="acct_nobody")


class TestReversal:
    @pytest.fixture
    def made(self, onboard, send):
        onboard()
        return send()

    def test_takes_a_part_back_and_then_the_rest(self, made, stripe):
        part = stripe.v1.transfers.reversals.create(
            made.id, {"amount": 84, "metadata": {"reversal_uid": "r1"}}
        )
        stripe.v1.transfers.reversals.create(made.id, {})

        found = stripe.v1.transfers.retrieve(made.id)
        assert (part.amount, found.amount_reversed, found.reversed) == (84, 384, True)
        listed = stripe.v1.transfers.reversals.list(made.id).data
        assert [one.amount for one in listed] == [300, 84]
        assert stripe.v1.events.list({"limit": 1}).data[0].type == "transfer.reversed"

    def test_of_more_than_is_left_is_refused(self, made, stripe):
        with pytest.raises(InvalidRequestError, match="greater than unreversed amount"):
            stripe.v1.transfers.reversals.create(made.id, {"amount": 385})

    def test_of_what_went_on_to_the_bank_is_refused(self, made, stripe, sandbox, account):
        assert sandbox.lever(f"accounts/{account.id}/empty") == {"sent": 384}

        with pytest.raises(InvalidRequestError) as refusal:
            stripe.v1.transfers.reversals.create(made.id, {})

        assert refusal.value.code == "balance_insufficient"
