import random

import pytest

from smallgestures.media.errors import CaptionsRefused
from smallgestures.media.webvtt import CUES_LIMIT, FILE_LIMIT_BYTES, Captions, Cue, read_captions

ONE = "WEBVTT\n\n00:01.000 --> 00:03.500\nSlow water.\n"


def read(text: str) -> Captions:
    return read_captions(text.encode())


def text_of(line: str) -> str:
    return read(f"WEBVTT\n\n00:00.000 --> 00:01.000\n{line}\n").cues[0].text


def refusal_of(content: str | bytes) -> CaptionsRefused:
    with pytest.raises(CaptionsRefused) as refusal:
        read_captions(content.encode() if isinstance(content, str) else content)
    assert refusal.value.user_message.startswith(f"Captions file, line {refusal.value.line}: ")
    assert refusal.value.user_message.endswith(".")
    return refusal.value


class TestReading:
    def test_one_caption(self):
        assert read(ONE).cues == (Cue(1000, 3500, "", "Slow water."),)

    @pytest.mark.parametrize(
        "content",
        [
            b"\xef\xbb\xbf" + ONE.encode(),
            ONE.replace("\n", "\r\n").encode(),
            ONE.replace("\n", "\r").encode(),
            ONE.rstrip().encode(),
            ONE.replace("\n\n", "\n\n\n  \n").encode(),
            ONE.replace("WEBVTT", "WEBVTT - made by hand").encode(),
            ONE.replace("WEBVTT", "WEBVTT\nKind: captions\nLanguage: en").encode(),
            ONE.replace("00:01.000 -->", "7\n00:01.000 -->").encode(),
            ONE.replace("00:01.000 -->", "NOTE a note\nof two lines\n\n00:01.000 -->").encode(),
            ONE.replace("00:01.000 -->", "STYLE\n::cue { color: red }\n\n00:01.000 -->").encode(),
            ONE.replace("00:01.000 -->", "REGION\nid:a\n\n00:01.000 -->").encode(),
            ONE.replace("00:01.000 --> 00:03.500", "00:00:01.000\t-->  00:00:03.500").encode(),
        ],
        ids=["bom", "crlf", "cr", "no-end", "gaps", "title", "head", "id", "note", "style",
             "region", "hours"],
    )  # fmt: skip
    def test_however_the_file_is_written(self, content):
        assert read_captions(content) == read(ONE)

    def test_captions_may_overlap_and_come_in_any_order(self):
        captions = read(
            "WEBVTT\n\n00:05.000 --> 00:09.000\nB\n\n00:01.000 --> 00:08.000\nA\n\n"
            "00:05.000 --> 00:06.000\nC\n"
        )

        assert [cue.text for cue in captions.cues] == ["A", "C", "B"]

    def test_keeps_where_a_caption_stands(self):
        line = "00:00.000 --> 00:01.000 align:start line:10%,end position:0%,line-left size:50%"

        settings = read(f"WEBVTT\n\n{line} vertical:rl region:a\nHi\n").cues[0].settings

        assert settings == "align:start line:10%,end position:0%,line-left size:50%"


class TestText:
    @pytest.mark.parametrize(
        ("given", "written"),
        [
            ("Tom & Jerry", "Tom &amp; Jerry"),
            ("1 &lt; 2 > 1", "1 &lt; 2 &gt; 1"),
            ("<b>Loud</b> and <i>soft</i>", "<b>Loud</b> and <i>soft</i>"),
            ("<v Maya>Hello", "<v Maya>Hello</v>"),
            ("<v.loud Maya>Hello</v>", "<v Maya>Hello</v>"),
            ("<v A&B>Hello", "<v A&amp;B>Hello</v>"),
            ("<c.yellow>Warm</c> <lang de>Licht</lang>", "Warm Licht"),
            ("Word <00:00:01.500>by word", "Word by word"),
            ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("turned \u202eround\u2066", "turned round"),
            ("♪ Música ♪ 音楽", "♪ Música ♪ 音楽"),
        ],
    )
    def test_is_written_so_that_it_is_only_text(self, given, written):
        assert text_of(given) == written
        assert text_of(written) == written

    @pytest.mark.parametrize(
        "line",
        ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<font color=red>Hi</font>",
         "I <3 you", "<b", "a < b", "<b>open", "<b><i>crossed</b></i>", "</b>", "<v>Nobody",
         "<a href='http://localhost'>here</a>", "<B>upper</B>", "<!-- -->"],
    )  # fmt: skip
    def test_no_page_comes_through(self, line):
        refusal = refusal_of(f"WEBVTT\n\n00:00.000 --> 00:01.000\nFine\n{line}\n")

        assert refusal.line == 5


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "line", "expected"),
        [
            ("", 1, "WEBVTT"),
            ("Hello", 1, "WEBVTT"),
            ("WEBVTTX\n\n00:00.000 --> 00:01.000\nHi", 1, "WEBVTT"),
            ("1\n00:00:01,000 --> 00:00:02,000\nHi\n", 1, "WEBVTT"),
            ("<!doctype html><p>WEBVTT", 1, "WEBVTT"),
            ("WEBVTT\n00:00.000 --> 00:01.000\nHi", 2, "an empty line"),
            ("WEBVTT\n", 2, "at least one caption"),
            ("WEBVTT\n\nNOTE nothing else\n", 4, "at least one caption"),
            ("WEBVTT\n\n00:01 --> 00:02\nHi", 3, "a time such as"),
            ("WEBVTT\n\n00:01.000 --> 00:61.000\nHi", 3, "a time such as"),
            ("WEBVTT\n\n00:01,000 --> 00:02,000\nHi", 3, "a time such as"),
            ("WEBVTT\n\n-00:01.000 --> 00:02.000\nHi", 3, "a time such as"),
            ("WEBVTT\n\n00:02.000 --> 00:01.000\nHi", 3, "an end after"),
            ("WEBVTT\n\n00:02.000 --> 00:02.000\nHi", 3, "an end after"),
            ("WEBVTT\n\n00:02.000 -->\nHi", 3, "a time such as"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000 color:red\nHi", 3, "one of align"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000 size:200%\nHi", 3, "a value"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\n\nHi", 4, "the caption’s text"),
            ("WEBVTT\n\none\ntwo\n00:01.000 --> 00:02.000\nHi", 4, "times, such as"),
            ("WEBVTT\n\nalone", 4, "times, such as"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n00:02.000 --> 00:03.000\nHo", 5, "an empty"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "x\n" * 7, 10, "at most 6 lines"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "x" * 201, 4, "at most 200"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\na\0b", 4, "text"),
        ],
    )
    def test_name_the_line_and_what_was_expected(self, content, line, expected):
        refusal = refusal_of(content)

        assert (refusal.line, refusal.expected[: len(expected)]) == (line, expected)

    def test_other_bytes_than_text(self):
        assert refusal_of(b"WEBVTT\n\n\xff\xfe").line == 3
        assert refusal_of(ONE.encode("utf-16")).line == 1

    def test_say_what_to_do_with_an_srt_file(self):
        assert "SRT" in refusal_of("1\n00:00:01,000 --> 00:00:02,000\nHi\n").user_message

    def test_too_large_a_file(self):
        assert "256 KB" in refusal_of(b"WEBVTT" + b"\n" * FILE_LIMIT_BYTES).user_message

    def test_too_many_captions(self):
        block = "\n\n00:00.000 --> 00:01.000\nHi"

        assert len(read("WEBVTT" + block * CUES_LIMIT).cues) == CUES_LIMIT
        assert refusal_of("WEBVTT" + block * (CUES_LIMIT + 1)).line == 3 + 3 * CUES_LIMIT

    def test_quotes_little_of_the_file(self):
        assert len(refusal_of("x" * 100_000).user_message) < 150


class TestCut:
    @pytest.fixture
    def captions(self) -> Captions:
        times = [(0, 1000), (900, 2500), (2000, 3000), (4000, 6000), (6000, 7000)]
        return Captions(tuple(Cue(a, b, "", str(a)) for a, b in times))

    def test_shows_what_is_in_the_part_timed_from_its_beginning(self, captions):
        cut = captions.cut(1000, 5000).cues

        assert [(cue.start_ms, cue.end_ms, cue.text) for cue in cut] == [
            (0, 1500, "900"), (1000, 2000, "2000"), (3000, 4000, "4000"),
        ]  # fmt: skip

    def test_of_the_whole_is_the_same(self, captions):
        assert captions.cut(0, 7000) == captions


class TestWriting:
    def test_reading_it_gives_the_same_captions(self):
        captions = read(
            "WEBVTT\n\n00:00.000 --> 00:01.000 line:0\n<v Maya>Hi & <i>hello</i>\nthere\n\n"
            "01:00:00.250 --> 01:00:02.000\nLate\n"
        )

        assert read_captions(captions.to_bytes()) == captions
        assert b"01:00:00.250 --> 01:00:02.000\nLate\n" in captions.to_bytes()

    @pytest.mark.parametrize("seed", range(40))
    def test_whatever_comes_in_it_is_refused_or_comes_out_as_text(self, seed):
        dice = random.Random(seed)
        parts = [
            "<",
            ">",
            "&",
            "&lt;",
            "&nbsp;",
            "<b>",
            "</b>",
            "<script>",
            "-->",
            "x",
            "<v",
            "A>",
            "</v>",
            "<c>",
            "NOTE",
            "\u2028",
        ]
        parts += ["\n", "\n\n", "\r", "\x0b", "00:00.000 --> 00:01.000\n"]
        for _ in range(50):
            body = "".join(dice.choice(parts) for _ in range(dice.randrange(1, 12)))
            try:
                captions = read(f"WEBVTT\n\n00:00.000 --> 00:01.000\n{body}\n")
            except CaptionsRefused:
                continue
            again = read_captions(captions.to_bytes())
            assert again == captions
            for tag in ("<script", "<img"):
                assert tag not in captions.to_bytes().decode()
