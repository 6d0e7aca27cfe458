import pytest

from smallgestures.media.errors import EmptyFile, NotAVideo, PointsElsewhere
from smallgestures.media.kind import refuse_other_kinds


def judge(tmp_path, content: bytes) -> str:
    file = tmp_path / "clip.mp4"
    file.write_bytes(content)
    return refuse_other_kinds(file)


class TestRefuseOtherKinds:
    @pytest.mark.parametrize(
        ("content", "container"),
        [
            (b"\0\0\0\x18ftypisom", "mov"),
            (b"\0\0\0\x14ftypqt  ", "mov"),
            (b"\0\0\0\x08wide\0\0\0\0mdat", "mov"),
            (b"\x1a\x45\xdf\xa3\x01\0", "matroska"),
        ],
    )
    def test_passes_the_two_containers(self, tmp_path, content, container):
        assert judge(tmp_path, content) == container

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"\x89PNG\r\n\x1a\n", "a picture"),
            (b"GIF89a", "a GIF picture"),
            (b"\xff\xd8\xff\xe0", "a picture"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "a picture"),
            (b"RIFF\0\0\0\0AVI LIST", ""),
            (b"\0\0\0\x18ftypheic", "a picture"),
            (b"PK\x03\x04", "a ZIP archive"),
            (b"%PDF-1.7", "a PDF document"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a picture"),
            (b"<?xml version='1.0'?><svg/>", "a picture"),
            (b"<!DOCTYPE html><video src=x>", "a web page"),
            (b"just words", ""),
            (b"\0" * 100, ""),
        ],
    )
    def test_says_what_the_file_is_instead(self, tmp_path, content, kind):
        with pytest.raises(NotAVideo) as refusal:
            judge(tmp_path, content)

        assert refusal.value.kind == kind
        assert refusal.value.user_message.endswith("Choose an MP4, MOV or WebM file.")

    @pytest.mark.parametrize(
        "content",
        [
            b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
            b"\xef\xbb\xbf#EXTM3U\n",
            b"ffconcat version 1.0\nfile /etc/passwd\n",
            b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
            b"<?xml version='1.0'?>\n<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'/>",
            b"[playlist]\nFile1=http://example.com/\n",
        ],
    )
    def test_refuses_lists_of_other_files(self, tmp_path, content):
        with pytest.raises(PointsElsewhere):
            judge(tmp_path, content)

    def test_refuses_an_empty_file(self, tmp_path):
        with pytest.raises(EmptyFile):
            judge(tmp_path, b"")

    def test_refuses_what_is_no_file(self, tmp_path):
        with pytest.raises(NotAVideo):
            refuse_other_kinds(tmp_path)
