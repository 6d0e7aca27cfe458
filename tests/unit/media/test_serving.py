import asyncio
import json
import os
import time

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount

from smallgestures.media.open_files import LocalFiles
from smallgestures.media.serving import OPEN_END_BYTES, MediaFiles
from smallgestures.media.storage import Storage, hashed_key, open_storage

CONTENT = bytes(index * 7 % 251 for index in range(1_500_000))
KEY = hashed_key(CONTENT, ".mp4")
URL = f"/media/{KEY}"
ETAG = f'"{KEY[3:-4]}"'


@pytest.fixture(scope="module", params=["folder", "object store"])
def storage(request, tmp_path_factory) -> Storage:
    url = None if request.param == "folder" else "memory:///"
    storage = open_storage(url, tmp_path_factory.mktemp("data"))
    storage.put_bytes(CONTENT, KEY)
    storage.put_bytes(b"mine", "originals/ab/clip.mp4")
    storage.put_bytes(b"<svg/>", "ab/picture.svg")
    storage.put_bytes(b"WEBVTT\n", "ab/captions.vtt")
    storage.put_bytes(b"", "ab/empty.webp")
    return storage


@pytest.fixture(scope="module")
def ask(storage):
    app = Starlette(routes=[Mount("/media", MediaFiles(storage))])

    def send(url: str = URL, *, method: str = "GET", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def request() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, url, headers=named)

        return asyncio.run(request())

    return send


class TestWholeFiles:
    def test_are_sent_with_what_a_cache_needs(self, ask):
        answer = ask()

        assert answer.status_code == 200
        assert answer.content == CONTENT
        assert answer.headers["content-type"] == "video/mp4"
        assert answer.headers["content-length"] == str(len(CONTENT))
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["etag"] == ETAG
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"

    def test_head_says_the_same_without_the_bytes(self, ask):
        whole, head = ask(), ask(method="HEAD")

        assert head.status_code == 200
        assert head.content == b""
        assert head.headers == whole.headers

    def test_head_knows_no_ranges(self, ask):
        assert ask(method="HEAD", range="bytes=0-1").status_code == 200

    def test_captions_are_text_and_an_empty_file_is_empty(self, ask):
        assert ask("/media/ab/captions.vtt").headers["content-type"] == "text/vtt; charset=utf-8"
        assert ask("/media/ab/empty.webp").content == b""


class TestRanges:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(first=st.integers(0, 1_499_999), length=st.integers(1, 1_500_000))
    def test_a_range_is_exactly_those_bytes(self, ask, first, length):
        answer = ask(range=f"bytes={first}-{first + length - 1}")

        assert answer.status_code == 206
        assert answer.content == CONTENT[first : first + length]
        assert answer.headers["content-length"] == str(len(answer.content))
        last = first + len(answer.content) - 1
        assert answer.headers["content-range"] == f"bytes {first}-{last}/1500000"

    def test_an_open_end_is_capped(self, ask):
        answer = ask(range="bytes=1000-")

        assert answer.content == CONTENT[1000 : 1000 + OPEN_END_BYTES]
        assert answer.headers["content-range"] == f"bytes 1000-{999 + OPEN_END_BYTES}/1500000"

    def test_a_suffix_is_the_end(self, ask):
        assert ask(range="bytes=-700000").content == CONTENT[-700_000:]

    def test_several_ranges_and_nonsense_get_the_whole_file(self, ask):
        for header in ("bytes=0-1,5-6", "bytes=9-1", "lines=1-2", "bytes"):
            answer = ask(range=header)

            assert answer.status_code == 200
            assert answer.content == CONTENT

    def test_behind_the_end_is_416_with_the_length(self, ask):
        answer = ask(range="bytes=1500000-")

        assert answer.status_code == 416
        assert answer.headers["content-range"] == "bytes */1500000"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(
        ("if_range", "status"),
        [(ETAG, 206), (f"W/{ETAG}", 200), ('"other"', 200), ("Mon, 23 Nov 2026 00:00:00 GMT", 200)],
    )
    def test_if_range_asks_for_the_same_file(self, ask, if_range, status):
        assert ask(range="bytes=0-9", if_range=if_range).status_code == status


class TestKnownFiles:
    @pytest.mark.parametrize("known", [ETAG, f"W/{ETAG}", f'"other", {ETAG}', "*"])
    def test_are_not_sent_again(self, ask, known):
        for method in ("GET", "HEAD"):
            answer = ask(method=method, if_none_match=known, range="bytes=0-9")

            assert answer.status_code == 304
            assert answer.content == b""
            assert answer.headers["etag"] == ETAG
            assert "content-length" not in answer.headers

    def test_another_version_is_sent(self, ask):
        assert ask(if_none_match='"other"').status_code == 200


class TestRefusals:
    @pytest.mark.parametrize(
        "url",
        ["/media/ab/missing.mp4", "/media/", "/media/ab", "/media/originals/ab/clip.mp4",
         "/media/ab/picture.svg", "/media/%2e%2e/secret_key", "/media/..%2fsecret_key.mp4",
         "/media/ab%00.mp4", "/media/originals%2fab/clip.mp4", "/media//originals/ab/clip.mp4",
         "/media/media/originals/ab/clip.mp4", "/media/./originals/ab/clip.mp4",
         "/media/ORIGINALS/ab/clip.mp4"],
    )  # fmt: skip
    def test_nothing_else_is_handed_out(self, ask, url):
        answer = ask(url)

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert json.loads(answer.content) == {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": "There is no such file.",
        }

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
    def test_files_can_only_be_read(self, ask, method):
        answer = ask(method=method)

        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD"


class TestLocalFiles:
    def test_a_link_out_of_the_folder_is_not_followed(self, tmp_path):
        (tmp_path / "secret").write_bytes(b"secret")
        (tmp_path / "clip.mp4").symlink_to(tmp_path / "secret")

        with pytest.raises(FileNotFoundError):
            asyncio.run(LocalFiles(tmp_path).find("clip.mp4"))

    def test_a_file_taken_down_is_gone_within_a_second_or_so(self, tmp_path):
        storage = open_storage(None, tmp_path)
        storage.put_bytes(CONTENT, KEY)

        async def serve_until_gone() -> bool:
            files, deadline = LocalFiles(storage.folder), time.monotonic() + 5
            (await files.find(KEY)).release()
            storage.delete(KEY)
            while time.monotonic() < deadline:
                try:
                    (await files.find(KEY)).release()
                except FileNotFoundError:
                    return not files.kept
                await asyncio.sleep(0.05)
            return False

        assert asyncio.run(serve_until_gone())

    def test_at_most_so_many_stay_open_and_none_that_is_read_is_closed(self, tmp_path):
        for number in range(20):
            (tmp_path / f"{number}.mp4").write_bytes(b"clip %d" % number)

        async def read_all() -> None:
            files = LocalFiles(tmp_path, most_open=4)
            before = len(os.listdir("/proc/self/fd"))
            first = await files.find("0.mp4")
            for number in range(20):
                (await files.find(f"{number}.mp4")).release()

            assert len(files.kept) == 4
            assert len(os.listdir("/proc/self/fd")) <= before + 5
            assert await first.read(0, 6) == b"clip 0"
            first.release()
            assert first.descriptor == -1
            files.close()
            assert len(os.listdir("/proc/self/fd")) == before

        asyncio.run(read_all())

    def test_requests_at_once_share_one_open_file(self, tmp_path):
        (tmp_path / "clip.mp4").write_bytes(CONTENT)

        async def read_at_once() -> None:
            files = LocalFiles(tmp_path)
            before = len(os.listdir("/proc/self/fd"))
            found = await asyncio.gather(*(files.find("clip.mp4") for _ in range(10)))

            assert len({file.descriptor for file in found}) == 1
            assert len(os.listdir("/proc/self/fd")) == before + 1
            for file in found:
                file.release()
            files.close()

        asyncio.run(read_at_once())

    def test_bytes_on_disk_and_in_memory_are_the_same(self, tmp_path):
        path = tmp_path / "clip.mp4"
        path.write_bytes(CONTENT)

        async def read() -> None:
            files = LocalFiles(tmp_path)
            file = await files.find("clip.mp4")
            for _ in range(2):
                os.fsync(file.descriptor)
                os.posix_fadvise(file.descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                assert await file.read(100, 600_000) == CONTENT[100:600_100]
                assert await file.read(100, 600_000) == CONTENT[100:600_100]
            file.release()
            files.close()

        asyncio.run(read())


def test_the_server_sends_whole_files_itself_where_it_can(tmp_path):
    storage, sent = open_storage(None, tmp_path), []
    storage.put_bytes(CONTENT, KEY)
    scope = {
        "type": "http",
        "method": "GET",
        "path": URL,
        "headers": [],
        "extensions": {"http.response.pathsend": {}},
    }

    async def receive() -> dict[str, str]:
        return {"type": "http.request"}

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(MediaFiles(storage)(scope, receive, send))

    assert [message["type"] for message in sent] == [
        "http.response.start",
        "http.response.pathsend",
    ]
    assert sent[1]["path"] == str(storage.folder / KEY)
