"""The headers of the upload protocol, read strictly."""

from base64 import b64encode

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as some
from starlette.requests import Request

from smallgestures.web.api.tus import (
    METADATA_LIMIT,
    HeaderUnreadable,
    metadata_in,
    metadata_of,
    number_in,
)


def asked(**headers: str) -> Request:
    written = [
        (name.replace("_", "-").encode(), value.encode("latin-1"))
        for name, value in headers.items()
    ]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": written})


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


class TestNumberIn:
    @pytest.mark.parametrize(
        "text", ["", "-1", "+1", "1.0", "1e3", " 1", "\u0661", "1" * 16, "0x10", "1_0"]
    )
    def test_refuses_what_is_no_plain_number(self, text):
        with pytest.raises(HeaderUnreadable):
            number_in(asked(upload_length=text.encode().decode("latin-1")), "Upload-Length")

    def test_reads_a_number(self):
        assert number_in(asked(upload_offset="0"), "Upload-Offset") == 0
        assert number_in(asked(upload_length="500000000"), "Upload-Length") == 500_000_000


class TestMetadataIn:
    def test_reads_names_with_texts(self):
        header = f"filename {base64('Sünday, slow.mp4')},video {base64('abc')},is_confidential"

        assert metadata_in(asked(upload_metadata=header)) == {
            "filename": "Sünday, slow.mp4",
            "video": "abc",
            "is_confidential": "",
        }

    def test_may_be_missing(self):
        assert metadata_in(asked()) == {}

    @pytest.mark.parametrize(
        "header",
        [
            "filename not-base64!",
            f"filename {b64encode(b'%c' % 255).decode()}",
            f"filename {base64('a')},filename {base64('b')}",
            f"{base64('a')},,",
            "a" * (METADATA_LIMIT + 1),
        ],
        ids=["no base64", "no text", "twice", "nameless", "too long"],
    )
    def test_refuses_anything_else(self, header):
        with pytest.raises(HeaderUnreadable):
            metadata_in(asked(upload_metadata=header))

    @given_any(some.text(max_size=200))
    def test_reads_back_what_is_said_of_a_file(self, name):
        assert metadata_in(asked(upload_metadata=metadata_of(name))) == {"filename": name}
