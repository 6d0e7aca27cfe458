"""Where somebody goes after signing in."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallgestures.web.safe_next import HOME, safe_next, sign_in_then

SITE = "https://clips.example.com"
SPICE = st.sampled_from(
    [
        "/",
        "//",
        "\\",
        "\t",
        "\n",
        "\r",
        "\x00",
        "@",
        ":",
        "?",
        "#",
        "%2f",
        "%5c",
        "..",
        ".",
        "evil.example",
        "https:",
        "javascript:",
        "data:",
        " ",
        "\u2028",
    ]
)


class TestSafeNext:
    @pytest.mark.parametrize("page", ["/", "/following", "/product/vase?via=12.abc", "/u/maya#top"])
    def test_goes_to_pages_of_this_site(self, page: str):
        assert safe_next(page) == page

    @pytest.mark.parametrize(
        "asked",
        [
            None,
            "",
            "following",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\tevil",
            "/\t/evil.example",
            "/a\r\nset-cookie: x=1",
            " /following",
            "/a//b",
            "/" + "a" * 600,
            "/sign-in",
            "/auth/sign-out",
            "/sign-up?next=/x",
            "http:/evil",
            "/.//evil.example",
        ],
    )
    def test_goes_home_otherwise(self, asked: str | None):
        assert safe_next(asked) == HOME

    @given(st.lists(SPICE | st.text(max_size=6), max_size=8).map("".join))
    def test_never_leaves_the_site(self, asked: str):
        page = safe_next(asked)

        # What a browser does first: backslashes are slashes, tabs and line ends are nothing.
        as_browser = page.replace("\\", "/").translate({9: None, 10: None, 13: None})
        assert urlsplit(urljoin(f"{SITE}/auth/sign-in", as_browser)).netloc == "clips.example.com"
        assert page.isprintable() or not any(mark < " " for mark in page)


class TestSignInThen:
    def test_carries_the_whole_address(self):
        assert (
            sign_in_then("/product/vase?via=1&x=2")
            == "/sign-in?next=/product/vase%3Fvia%3D1%26x%3D2"
        )
