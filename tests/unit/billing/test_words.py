"""What Stripe's codes mean, for people."""

import pytest

from smallgestures.billing import errors, words


class TestDecline:
    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("insufficient_funds", "There is not enough money on the card. No money moved."),
            ("expired_card", "The card has expired. No money moved."),
            ("incorrect_cvc", "The security code is wrong. No money moved."),
            (
                "payment_intent_authentication_failure",
                "The payment was not confirmed with the bank. No money moved.",
            ),
        ],
    )
    def test_says_what_was_wrong_and_that_no_money_moved(self, code: str, said: str):
        assert words.decline(code) == said

    @pytest.mark.parametrize("code", ["generic_decline", "lost_card", "stolen_card", "new_in_2027"])
    def test_never_says_more_than_the_bank_wants_known(self, code: str):
        assert words.decline(code) == "The card was declined. No money moved."

    def test_is_silent_where_nothing_was_refused(self):
        assert words.decline(None) is None


class TestRefundRefused:
    def test_says_why(self):
        assert "Stripe sends nothing back until it has decided" in words.refund_refused(
            "charge_disputed"
        )
        assert "in full already" in words.refund_refused("charge_already_refunded")

    def test_has_words_for_what_it_does_not_know(self):
        assert words.refund_refused("") == "Stripe refused this refund. No money moved."


def test_every_word_for_people_fits_where_it_is_kept():
    said = [
        words.NOT_OPENED,
        words.REFUND_BOUNCED,
        *map(words.decline, words._DECLINES),
        *map(words.refund_refused, words._REFUNDS),
    ]

    assert max(map(len, said)) <= 200  # Checkout.trouble and Refund.failure


def test_whoever_hears_that_stripe_is_away_hears_that_no_money_moved():
    assert "No money moved" in errors.StripeUnavailable().user_message
    assert "No money moved" in errors.StripeRefused("resource_missing").user_message
