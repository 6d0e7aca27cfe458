"""Amounts, as they are added and shown."""

import pytest

from smallgestures.money import Money, percent


class TestMoney:
    @pytest.mark.parametrize(
        ("amount_minor", "shown"),
        [
            (4800, "$48.00"),
            (5, "$0.05"),
            (0, "$0.00"),
            (123_456_789, "$1,234,567.89"),
            (-300, "-$3.00"),
            (-5, "-$0.05"),
        ],
    )
    def test_is_shown_in_dollars_and_cents(self, amount_minor: int, shown: str):
        assert str(Money(amount_minor)) == shown

    def test_shows_another_currency_by_its_code(self):
        assert str(Money(123_400, "eur")) == "1,234.00 EUR"

    def test_adds_amounts_of_one_currency(self):
        assert Money(100) + Money(250) == Money(350)

    def test_never_adds_two_currencies(self):
        with pytest.raises(ValueError, match="cannot add eur to usd"):
            Money(100) + Money(100, "eur")

    def test_is_ordered_by_amount(self):
        assert Money(99) < Money(100)


class TestPercent:
    @pytest.mark.parametrize(
        ("rate_bps", "shown"),
        [(800, "8%"), (1250, "12.5%"), (805, "8.05%"), (10, "0.1%"), (0, "0%"), (8000, "80%")],
    )
    def test_shows_basis_points_without_needless_digits(self, rate_bps: int, shown: str):
        assert percent(rate_bps) == shown
