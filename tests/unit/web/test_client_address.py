"""Whose request it is, behind proxies or not."""

from ipaddress import ip_network

import pytest

from smallgestures.web.client_address import address_group, real_address

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


class TestRealAddress:
    def test_is_the_peers_when_no_proxy_is_ours(self):
        assert real_address("203.0.113.9", ["198.51.100.1"], trusted=()) == "203.0.113.9"

    def test_is_not_what_a_stranger_says_it_is(self):
        assert real_address("203.0.113.9", ["198.51.100.1"], trusted=PROXIES) == "203.0.113.9"

    def test_is_what_our_proxy_saw(self):
        assert real_address("10.0.0.1", ["203.0.113.9"], trusted=PROXIES) == "203.0.113.9"

    def test_is_the_last_one_that_is_not_ours(self):
        forwarded = ["6.6.6.6, 203.0.113.9", "10.0.0.2"]

        assert real_address("10.0.0.1", forwarded, trusted=PROXIES) == "203.0.113.9"

    @pytest.mark.parametrize("forwarded", [[], [""], ["not an address"], ["203.0.113.9, unknown"]])
    def test_stays_the_proxys_when_the_header_is_no_use(self, forwarded: list[str]):
        assert real_address("10.0.0.1", forwarded, trusted=PROXIES) == "10.0.0.1"

    def test_of_ipv4_in_ipv6_is_ipv4(self):
        assert real_address("::1", ["::ffff:203.0.113.9"], trusted=PROXIES) == "203.0.113.9"


class TestAddressGroup:
    def test_counts_an_ipv6_customer_as_one(self):
        assert address_group("2001:db8:1:2:aaaa::1") == address_group("2001:db8:1:2:bbbb::2")
        assert address_group("2001:db8:1:2::1") != address_group("2001:db8:1:3::1")

    def test_leaves_others_as_they_are(self):
        assert address_group("203.0.113.9") == "203.0.113.9"
        assert address_group("unknown") == "unknown"
