"""What people type about themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallgestures.accounts.errors import (
    EmailNotAllowed,
    HandleNotAllowed,
    NameNotAllowed,
    TimeZoneUnknown,
)
from smallgestures.accounts.fields import (
    check_email,
    check_handle,
    check_name,
    check_time_zone,
    time_zone_or_utc,
)


class TestCheckHandle:
    def test_is_kept_in_lower_case_and_without_its_sign(self):
        assert check_handle(" @Ines.K_2 ") == "ines.k_2"

    @pytest.mark.parametrize(
        "typed", ["ab", "a" * 31, "a b c", "inés", "..a", "a..b", "abc.", "a/b", ""]
    )
    def test_has_a_form(self, typed: str):
        with pytest.raises(HandleNotAllowed):
            check_handle(typed)

    @pytest.mark.parametrize(
        "typed", ["admin", "Moderator", "small.gestures", "_support_", "sandbox"]
    )
    def test_never_speaks_for_the_site(self, typed: str):
        with pytest.raises(HandleNotAllowed, match="kept for the site"):
            check_handle(typed)

    @given(st.text(max_size=40))
    def test_is_safe_in_an_address_whatever_was_typed(self, typed: str):
        try:
            handle = check_handle(typed)
        except HandleNotAllowed:
            return

        assert handle.replace(".", "").replace("_", "").isalnum()
        assert handle.isascii()
        assert ".." not in handle


class TestCheckName:
    def test_has_its_white_space_tidied(self):
        assert check_name("  Ines \t de  la Cruz ") == "Ines de la Cruz"

    @pytest.mark.parametrize("typed", ["", "   ", "x" * 61, "In\u202ees", "In\x00es", "In\u200bes"])
    def test_is_something_that_can_be_seen(self, typed: str):
        with pytest.raises(NameNotAllowed):
            check_name(typed)


class TestCheckEmail:
    def test_is_one_address_however_it_is_typed(self):
        assert check_email(" Ines@Example.COM ") == "ines@example.com"

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "ines",
            "ines@",
            "a b@example.com",
            "ines@example.com\nbcc: x@y.com",
            "a@b",
            "x" * 250 + "@example.com",
        ],
    )
    def test_is_refused_when_it_is_none(self, typed: str):
        with pytest.raises(EmailNotAllowed):
            check_email(typed)


class TestCheckTimeZone:
    def test_is_a_name_of_the_tz_database(self):
        assert check_time_zone("Europe/Lisbon") == "Europe/Lisbon"

    @pytest.mark.parametrize("typed", ["", "../../etc/passwd", "Mars/Olympus", "europe/lisbon"])
    def test_is_refused_otherwise(self, typed: str):
        with pytest.raises(TimeZoneUnknown):
            check_time_zone(typed)

    def test_of_a_browser_that_says_nonsense_is_utc(self):
        assert time_zone_or_utc("Mars/Olympus") == "UTC"
