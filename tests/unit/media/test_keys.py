import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallgestures.media.errors import InvalidKey
from smallgestures.media.keys import checked_key, content_digest, hashed_key, is_original


class TestCheckedKey:
    @pytest.mark.parametrize("key", ["ab/0f.mp4", "originals/ab/0f.video", "a", "a-b_c/d.e.f"])
    def test_takes_the_names_we_make(self, key):
        assert checked_key(key) == key

    @pytest.mark.parametrize(
        "key",
        ["", "/a", "a/", "a//b", "..", "../a", "a/..", "a/../b", "a..b", ".a", "a/.b", "A", "a b",
         "a\\b", "a\0", "a\n", "a#1", "a%2e", "ü", "a:b", "-a", "~", "x" * 201],
    )  # fmt: skip
    def test_refuses_everything_else(self, key):
        with pytest.raises(InvalidKey):
            checked_key(key)

    @given(st.text(alphabet="ab./\\-_~\0%A ", max_size=20))
    def test_no_name_leads_out_of_its_folder(self, key):
        try:
            checked_key(key)
        except InvalidKey:
            return
        folder = Path("/nowhere/media")

        assert (folder / key).resolve().is_relative_to(folder)
        assert (folder / key).resolve() != folder


class TestHashedKey:
    def test_names_content_by_its_digest(self, tmp_path):
        digest = hashlib.sha256(b"clip").hexdigest()
        file = tmp_path / "Holiday Video.MP4"
        file.write_bytes(b"clip")

        assert hashed_key(b"clip", ".mp4") == f"{digest[:2]}/{digest}.mp4"
        assert hashed_key(file, file.suffix) == f"{digest[:2]}/{digest}.mp4"
        assert content_digest(hashed_key(b"clip", ".mp4")) == digest

    @pytest.mark.parametrize("suffix", ["", "mp4", ".", "./x", ".m/p", ".mp4\n", "..mp4"])
    def test_refuses_a_suffix_that_is_none(self, suffix):
        with pytest.raises(InvalidKey):
            hashed_key(b"clip", suffix)


def test_originals_are_told_apart():
    assert is_original("originals/ab/x.mp4")
    assert is_original("originals")
    assert not is_original("ab/originals.mp4")
