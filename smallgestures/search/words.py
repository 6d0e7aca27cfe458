"""Text as search sees it: words without case, accents and punctuation.

The index and what is typed pass through here, so both databases compare the same words.
"""

import re
import unicodedata
from collections.abc import Iterable

WORD_LIMIT = 40
WORDS_LIMIT = 8  # of what is typed; more narrow nothing down
INDEXED_LIMIT = 200  # of one entry
# Marks a word that is the whole of a name: no text has it, because it is no letter.
WHOLE = "="
_PLAIN = re.compile("[a-z0-9]+")
_ALONE = (
    (0x0E00, 0x0EFF),  # Thai and Lao
    (0x2E80, 0x9FFF),  # Chinese and Japanese
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def words_of(text: str, *, limit: int = INDEXED_LIMIT) -> list[str]:
    """Return the words in their order: small letters, digits and single pictures.

    A character of a script that is written without spaces is a word of its own, and so is an emoji.
    """
    text = text[: limit * WORD_LIMIT]
    words = _plain_words(text) if text.isascii() else _any_words(text)
    return [word[:WORD_LIMIT] for word in words[:limit]]


def _plain_words(text: str) -> list[str]:
    return _PLAIN.findall(text.lower().replace("'", ""))


def _any_words(text: str) -> list[str]:
    words: list[str] = []
    word = ""
    plain = unicodedata.normalize("NFKD", text).casefold()
    for character in unicodedata.normalize("NFKD", plain):
        category = unicodedata.category(character)
        if category[0] in "LN" and not _stands_alone(character):
            word += character
            continue
        if category == "Mn" or character in "’'":
            continue  # an accent, a vowel sign, or “don’t”
        words += [word] if word else []
        word = ""
        if category == "So" or category[0] in "LN":
            words.append(character)
    return words + ([word] if word else [])


def _stands_alone(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _ALONE)


def joined(words: Iterable[str]) -> str:
    """Return the words as one: “Small-Gestures” and “#smallgestures” are the same then."""
    return "".join(words)[:WORD_LIMIT]


def indexed(names: Iterable[str], text: str = "") -> str:
    """Return the words by which an entry is found: those of its names first.

    Each name is also there as one word, and marked as the whole of a name.
    """
    found: dict[str, None] = {}
    for name in names:
        words = words_of(name)
        if words:
            found |= dict.fromkeys([*words, joined(words), WHOLE + joined(words)])
    found |= dict.fromkeys(words_of(text))
    return " ".join(list(found)[:INDEXED_LIMIT])


def hashtags_of(text: str) -> list[str]:
    """Return the hashtags of a caption, each once and in small letters, without the sign."""
    tags: dict[str, None] = {}
    for part in text.split("#")[1:]:
        tag = ""
        for character in part:
            if not (character.isalnum() or character == "_"):
                break
            tag += character.lower()
        if tag:
            tags[tag[:WORD_LIMIT]] = None
    return list(tags)
