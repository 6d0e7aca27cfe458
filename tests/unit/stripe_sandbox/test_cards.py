"""Test cards."""

import pytest

from smallgestures.stripe_sandbox.cards import (
    TEST_CARDS,
    digits_of,
    find_test_card,
    is_card_number,
    keep,
)


class TestCardNumber:
    @pytest.mark.parametrize("card", TEST_CARDS, ids=lambda card: card.number)
    def test_of_every_test_card_is_one(self, card):
        assert is_card_number(digits_of(card.spaced))

    @pytest.mark.parametrize(
        "digits",
        ["", "4242", "4242424242424241", "4242424242424242x", "\uff14\uff12" * 8, "0" * 20],
    )
    def test_has_its_length_its_check_digit_and_nothing_else(self, digits):
        assert not is_card_number(digits)


class TestFind:
    def test_takes_no_real_card(self):
        assert find_test_card("4111111111111111") is None


class TestKeep:
    def test_keeps_the_last_four_digits_and_a_print_of_the_store(self):
        card = find_test_card("4242424242424242")

        kept = keep(card, exp_month=12, exp_year=2034, key=b"a")
        elsewhere = keep(card, exp_month=12, exp_year=2034, key=b"b")

        assert (kept.last4, kept.brand) == ("4242", "visa")
        assert "424242424242" not in repr(kept)
        assert kept.fingerprint != elsewhere.fingerprint
