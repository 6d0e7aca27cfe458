"""Text as search sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallgestures.search.words import WORDS_LIMIT, hashtags_of, indexed, joined, words_of


class TestWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Small-Gestures", ["small", "gestures"]),
            ("#smallgestures", ["smallgestures"]),
            ("  Crème   BRÛLÉE ", ["creme", "brulee"]),
            ("Straße", ["strasse"]),
            ("don’t don't", ["dont", "dont"]),
            ("ﬁne ½", ["fine", "1", "2"]),
            ("شكرا לך", ["شكرا", "לך"]),
            ("小さな gift", ["小", "さ", "な", "gift"]),
            ("gift🎁🎁", ["gift", "🎁", "🎁"]),
            ("\u202eevil\u0000 \ud800", ["evil"]),
            ('" OR NOT (a* ^b) NEAR', ["or", "not", "a", "b", "near"]),
            ("...", []),
        ],
    )
    def test_have_neither_case_nor_accents_nor_signs(self, text: str, words: list[str]):
        assert words_of(text) == words

    def test_are_few_and_short_however_much_is_typed(self):
        assert words_of("very " * 2_000, limit=WORDS_LIMIT) == ["very"] * WORDS_LIMIT
        assert [len(word) for word in words_of("x" * 10_000)] == [40]

    @given(st.text())
    def test_are_the_same_when_read_again(self, text: str):
        words = words_of(text)

        assert words_of(" ".join(words)) == words

    @given(st.text(), st.text())
    def test_hold_nothing_that_a_database_would_read_as_a_sign(self, name: str, text: str):
        entry = indexed([name], text)

        assert not set(entry) & set("\"'\\*():|&!^+-{}")
        assert all(word.strip() for word in entry.split(" ") if entry)


def test_an_entry_is_found_by_its_words_its_name_as_one_word_and_its_whole_name():
    assert indexed(["Tidal vase"], "by Noor").split() == [
        "tidal",
        "vase",
        "tidalvase",
        "=tidalvase",
        "by",
        "noor",
    ]


def test_words_that_are_written_together_or_apart_are_one():
    assert joined(words_of("Small Gestures")) == joined(words_of("#SmallGestures"))


@pytest.mark.parametrize(
    ("caption", "tags"),
    [
        ("Rain #NightCity #rain", ["nightcity", "rain"]),
        ("#one#two, #one!", ["one", "two"]),
        ("# no tag ## #", []),
        ("#grün_tee.", ["grün_tee"]),
    ],
)
def test_hashtags_are_read_from_a_caption_once_each(caption: str, tags: list[str]):
    assert hashtags_of(caption) == tags
