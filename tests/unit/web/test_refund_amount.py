"""The amount that a brand types when it sends money back."""

import pytest

from smallgestures.web.api.refunds import AmountUnreadable, minor_units


class TestMinorUnits:
    @pytest.mark.parametrize(
        ("typed", "cents"),
        [
            ("12", 1200),
            ("12.5", 1250),
            ("12.50", 1250),
            ("12,50", 1250),
            ("$12.50", 1250),
            (" $ 12.50 ", 1250),
            ("0.01", 1),
            ("0", 0),
            ("9999999.99", 999_999_999),
        ],
    )
    def test_are_the_cents_of_what_people_type(self, typed: str, cents: int):
        assert minor_units(typed) == cents

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "all",
            "-5",
            "+5",
            "1,234",
            "1,234.50",
            "1.234,50",
            "12.505",
            "12.",
            ".50",
            "1e3",
            "0x10",
            "12 50",
            "€12",
            "$$12",
            "12345678",
            "NaN",
        ],
    )
    def test_are_never_guessed(self, typed: str):
        with pytest.raises(AmountUnreadable, match="No money moved"):
            minor_units(typed)
