"""Which addresses may be an outside shop's, and that none of them is ever asked for."""

import ipaddress
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smallgestures.settings import get_settings
from smallgestures.shop.links.addresses import (
    ADDRESS_LIMIT,
    NOT_PUBLIC,
    AddressRefused,
    read_address,
)

GOOD = [
    ("https://example.com", "https://example.com/", "example.com"),
    ("https://www.example.com/vase", "https://www.example.com/vase", "example.com"),
    ("  https://Shop.Example.COM/Vase  ", "https://shop.example.com/Vase", "shop.example.com"),
    ("HTTPS://example.com/a", "https://example.com/a", "example.com"),
    ("https://example.com?x=1", "https://example.com/?x=1", "example.com"),
    ("https://example.com#part", "https://example.com/#part", "example.com"),
    (
        "https://example.com/p?utm_source=maya&gclid=a%20b&tag=x-21#top",
        "https://example.com/p?utm_source=maya&gclid=a%20b&tag=x-21#top",
        "example.com",
    ),
    ("https://example.com/a//b/../c", "https://example.com/a//b/../c", "example.com"),
    ("https://example.com/?to=https://b.example", None, "example.com"),
    ("https://example.com/@maya:1", "https://example.com/@maya:1", "example.com"),
    ("https://example.com/ü?q=ä", "https://example.com/%C3%BC?q=%C3%A4", "example.com"),
    ("https://bücher.example", "https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
    ("https://faß.de", "https://xn--fa-hia.de/", "xn--fa-hia.de"),
    # A Cyrillic letter: shown as it is sent, so that it passes for nobody.
    ("https://\u0430pple.com", "https://xn--pple-43d.com/", "xn--pple-43d.com"),
    ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
    ("https://a-b.example.co.uk", "https://a-b.example.co.uk/", "a-b.example.co.uk"),
    ("https://1and1.com", "https://1and1.com/", "1and1.com"),
]

BAD = [
    "",
    "   ",
    "example.com",
    "http://example.com",
    "HTTP://example.com",
    "ftp://example.com",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "gopher://example.com",
    "wss://example.com",
    "https:example.com",
    "https:/example.com",
    "https:///example.com",
    "https:////example.com",
    "https:\\\\example.com",
    "https://example.com\\@evil.com",
    "https://",
    "https:// example.com",
    "https://exa mple.com",
    "https://exam\tple.com",
    "https://exam\nple.com/",
    "https://example.com/\r\nHost: x",
    "https://example.com/a b",
    "https://example.com/\x00",
    "https://exam\u200bple.com",
    "https://example.com/\u202egpj.exe",
    # numbers, however they are written
    "https://127.0.0.1",
    "https://127.0.0.1/",
    "https://127.1",
    "https://2130706433",
    "https://0x7f000001",
    "https://0x7f.1",
    "https://0177.0.0.1",
    "https://10.0.0.1",
    "https://169.254.169.254/latest/meta-data",
    "https://192.168.0.1",
    "https://0.0.0.0",
    "https://8.8.8.8",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://[fd00::1]/",
    "https://::1",
    "https://\uff11\uff12\uff17.0.0.1",
    "https://127。0。0。1",
    "https://①②⑦.0.0.1",
    "https://example.com.127.0.0.1",
    # no public name
    "https://localhost",
    "https://LOCALHOST",
    "https://localhost.",
    "https://localhost.localdomain",
    "https://shop",
    "https://shop.localhost",
    "https://printer.local",
    "https://metadata.google.internal",
    "https://intranet.corp",
    "https://router.home",
    "https://nas.lan",
    "https://home.arpa",
    "https://1.0.0.127.in-addr.arpa",
    "https://abcdef.onion",
    "https://shop.test",
    "https://shop.invalid",
    # a name with something around it
    "https://maya@example.com",
    "https://maya:secret@example.com",
    "https://example.com@127.0.0.1",
    "https://example.com:443",
    "https://example.com:8443/",
    "https://example.com:",
    "https://example.com:80@evil.com",
    # no name at all
    "https://.example.com",
    "https://example..com",
    "https://example.com.",
    "https://-example.com",
    "https://example-.com",
    "https://exam_ple.com",
    "https://exam!ple.com",
    "https://example.com%00.evil.com",
    "https://%65xample.com",
    "https://example.c",
    "https://example.123",
    "https://xn--zzzz.com",
    "https://xn--.com",
    f"https://{'a' * 64}.com",
    f"https://{'a' * 40}.{'b' * 40}.com",
    f"https://example.com/{'a' * ADDRESS_LIMIT}",
    # names that hide where they lead
    "https://bit.ly/abc",
    "https://www.bit.ly/abc",
    "https://BIT.LY/abc",
    "https://127.0.0.1.nip.io",
    "https://a.b.10.0.0.1.sslip.io/x",
    "https://localtest.me",
    "https://t.co/x",
]


@pytest.mark.parametrize(("typed", "url", "domain"), GOOD, ids=lambda value: str(value)[:40])
def test_an_address_of_a_public_shop_is_taken(typed: str, url: str | None, domain: str):
    address = read_address(typed)

    assert address.domain == domain
    assert address.url == (url or typed)


@pytest.mark.parametrize("typed", BAD, ids=lambda typed: repr(typed)[:48])
def test_every_other_address_is_refused_in_words(typed: str):
    with pytest.raises(AddressRefused) as refused:
        read_address(typed)

    assert refused.value.field == "address"
    assert refused.value.user_message.endswith(".")


def test_the_tables_are_long_enough_to_mean_something():
    assert len(set(BAD)) == len(BAD) >= 40


WORDS = st.text(max_size=40) | st.sampled_from(
    ["example.com", "127.0.0.1", "[::1]", "a@b", "localhost", "/x", "?q=1", "#f", ":80", "\\", "."]
)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=4).map(lambda parts: "https://" + "".join(parts)))
@example("https://example.com")
def test_whatever_is_taken_leads_where_it_says_in_a_browser_too(typed: str):
    try:
        address = read_address(typed)
    except AddressRefused:
        return

    host = urlsplit(address.url).hostname
    assert host is not None
    assert httpx.URL(address.url).raw_host.decode() == host
    assert host.removeprefix("www.") == address.domain
    assert httpx.URL(address.url).port is None
    assert not httpx.URL(address.url).userinfo
    assert host.isascii()
    assert "." in host
    assert host.rpartition(".")[2] not in NOT_PUBLIC
    with pytest.raises(ValueError, match="does not appear"):
        ipaddress.ip_address(host)
    assert read_address(address.url) == address


def test_nothing_is_asked_of_the_network():
    asked = []
    heard = {"socket.getaddrinfo", "socket.connect", "socket.gethostbyname", "socket.sendto"}
    listening = True

    def hear(event: str, _arguments: object) -> None:
        if listening and event in heard:
            asked.append(event)

    sys.addaudithook(hear)
    for typed in [*BAD, *(typed for typed, _, _ in GOOD)]:
        try:
            read_address(typed)
        except AddressRefused:
            continue
    listening = False

    assert asked == []


class TestBlockedDomains:
    @pytest.fixture
    def listed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        file = tmp_path / "blocked.txt"
        file.write_text("# fakes\nfake.example.com\n*.worse.example  # all of them\n")
        monkeypatch.setenv("SG_BLOCKED_DOMAINS", str(file))
        get_settings.cache_clear()
        return file

    @pytest.mark.parametrize(
        "host", ["fake.example.com", "WWW.Fake.example.com", "a.b.worse.example", "worse.example"]
    )
    def test_are_refused_with_everything_below_them(self, listed: Path, host: str):
        with pytest.raises(AddressRefused, match="list of blocked addresses"):
            read_address(f"https://{host}/x")

    @pytest.mark.parametrize("host", ["example.com", "notfake.example.com", "fake.example.com.au"])
    def test_touch_nothing_beside_them(self, listed: Path, host: str):
        assert read_address(f"https://{host}/x").domain == host

    def test_are_read_again_when_moderators_change_the_file(self, listed: Path):
        assert read_address("https://late.example.com").domain == "late.example.com"

        listed.write_text("late.example.com\n")

        with pytest.raises(AddressRefused):
            read_address("https://late.example.com")
