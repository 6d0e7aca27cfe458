import base64

import pytest
from PIL import Image

from smallgestures.media.ffmpeg import transcode
from tests.integration.media.clips import bit_rate, brightness, read_clip
from tests.integration.media.samples import HEVC_10, X264, hdr, make, picture, tone


@pytest.fixture(scope="module")
def noise(folder):
    """Three seconds that no encoder can make small, with all a phone writes beside."""
    return make(
        folder / "noise.mov",
        *("-f", "lavfi", "-i", "color=gray:size=720x1280:rate=15:duration=3,noise=alls=60"),
        *tone(3),
        *X264,
        *("-c:a", "aac", "-metadata", "location=+52.5200+013.4050/", "-metadata", "title=Me"),
        *("-movflags", "use_metadata_tags"),
    )


@pytest.fixture(scope="module")
def made(noise, tmp_path_factory):
    return transcode(noise, tmp_path_factory.mktemp("work"))


class TestEveryClip:
    def test_has_two_renditions_the_best_first(self, made):
        assert [(r.name, r.width, r.height) for r in made.renditions] == [
            ("720", 720, 1280),
            ("480", 480, 852),
        ]
        assert (made.width, made.height) == (720, 1280)
        assert [r.bytes for r in made.renditions] == [
            r.path.stat().st_size for r in made.renditions
        ]

    def test_can_be_played_from_its_first_bytes_on(self, made):
        for rendition in made.renditions:
            names = read_clip(rendition.path).boxes

            assert names.index("moov") < names.index("mdat")

    def test_has_a_key_frame_every_two_seconds(self, made):
        for rendition in made.renditions:
            clip = read_clip(rendition.path)

            assert clip.key_frames_s[0] == 0
            assert clip.longest_gap_s <= 2.01

    def test_is_h264_high_with_stereo_sound(self, made):
        for rendition in made.renditions:
            words = read_clip(rendition.path).words

            assert "h264 (High)" in words
            assert "yuv420p(tv, bt709" in words
            assert "Audio: aac (LC)" in words
            assert "48000 Hz, stereo" in words

    def test_keeps_to_its_bit_rate(self, made):
        assert bit_rate(read_clip(made.renditions[0].path).words) <= 2900
        assert bit_rate(read_clip(made.renditions[1].path).words) <= 1300

    def test_tells_nothing_about_who_made_it(self, noise, made):
        assert b"+52.5200+013.4050" in noise.read_bytes()
        for rendition in made.renditions:
            assert b"+52.5200" not in rendition.path.read_bytes()
            assert "title" not in read_clip(rendition.path).words

    def test_has_stills(self, made):
        with Image.open(made.poster) as poster, Image.open(made.glow) as glow:
            assert (poster.format, poster.size) == ("WEBP", (720, 1280))
            assert glow.format == "WEBP"
            assert glow.height <= 32
        assert made.glow.stat().st_size < 1000
        assert 5 < len(base64.b64decode(made.thumbhash)) < 40

    def test_leaves_only_its_own_files(self, made):
        folder = made.poster.parent

        assert sorted(path.name for path in folder.iterdir()) == [
            "480.mp4",
            "720.mp4",
            "glow.webp",
            "poster.webp",
        ]

    def test_says_its_length(self, made):
        assert made.duration_ms == pytest.approx(3000, abs=60)
        assert made.has_audio


class TestWhatPhonesSend:
    def clip_of(self, folder, workdir, name, *arguments):
        return transcode(make(folder / name, *arguments), workdir)

    def test_a_browser_recording_without_a_length(self, folder, workdir):
        made = self.clip_of(
            *(
                folder,
                workdir,
                "live.webm",
                *picture(),
                "-c:v",
                "libvpx",
                "-deadline",
                "realtime",
                "-live",
                "1",
            ),
        )

        assert made.duration_ms == pytest.approx(1000, abs=50)

    @pytest.mark.parametrize(
        ("degrees", "size", "red"),
        [(90, (64, 112), "bottom"), (270, (64, 112), "top"), (180, (112, 64), "right")],
    )
    def test_rotation(self, folder, workdir, degrees, size, red):
        lying = make(
            folder / "lying.mp4",
            *("-f", "lavfi", "-i", "color=red:size=56x64:rate=10:duration=1,pad=112:64:0:0:blue"),
            *X264,
        )
        turned = make(
            folder / f"turned{degrees}.mp4",
            *("-display_rotation", str(degrees), "-i", str(lying), "-c", "copy"),
        )

        made = transcode(turned, workdir)

        assert (made.width, made.height) == size
        assert "Display Matrix" not in read_clip(made.renditions[0].path).words
        with Image.open(made.poster) as poster:
            middle, edge = (size[0] // 2, size[1] // 2), 5
            at = {"bottom": (middle[0], size[1] - edge), "top": (middle[0], edge)}
            pixel = poster.convert("RGB").getpixel(at.get(red, (size[0] - edge, middle[1])))
            assert pixel[0] - pixel[2] > 150

    def test_landscape_is_fitted(self, folder, workdir):
        made = self.clip_of(folder, workdir, "wide.mp4", *picture("1920x1080", fps=2), *X264)

        assert [(r.width, r.height) for r in made.renditions] == [(1280, 720), (852, 480)]
        with Image.open(made.poster) as poster:
            assert poster.size == (720, 405)

    def test_pixels_that_are_not_square(self, folder, workdir):
        made = self.clip_of(
            folder, workdir, "wide-pixels.mp4", *picture("64x64"), "-vf", "setsar=2/1", *X264
        )

        assert (made.width, made.height) == (128, 64)

    def test_odd_sizes(self, folder, workdir):
        made = self.clip_of(
            *(folder, workdir, "odd.mov", *picture("75x133"), "-c:v", "mpeg4", "-q:v", "3")
        )

        assert (made.width, made.height) == (74, 132)

    def test_slow_motion_is_shown_at_60(self, folder, workdir):
        made = self.clip_of(folder, workdir, "slow.mp4", *picture(fps=240), *X264)

        assert "60 fps" in read_clip(made.renditions[0].path).words

    def test_ten_bits_without_hdr(self, folder, workdir):
        made = self.clip_of(
            *(folder, workdir, "ten.mp4", *picture(), *HEVC_10, "-x265-params", "log-level=error")
        )

        assert "yuv420p(tv, bt709" in read_clip(made.renditions[0].path).words

    @pytest.mark.parametrize("transfer", ["arib-std-b67", "smpte2084"])
    def test_hdr_looks_as_it_did(self, folder, workdir, transfer):
        grey = ("-f", "lavfi", "-i", "color=0x808080:size=64x112:rate=10:duration=1")
        linear = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
        made = self.clip_of(
            *(folder, workdir, f"{transfer}.mov", *grey, "-vf"),
            f"format=yuv420p,{linear},zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt2020,"
            f"zscale=t={transfer}:m=bt2020nc:r=tv:npl=203,format=yuv420p10le",
            *hdr(transfer),
        )

        assert brightness(made.renditions[0].path) == pytest.approx(128, abs=10)

    def test_a_black_beginning_is_not_the_poster(self, folder, workdir):
        made = self.clip_of(
            *(folder, workdir, "fade.mp4", *picture(seconds=3, fps=10)),
            *("-vf", "fade=in:st=0.5:d=0.5", *X264),
        )

        with Image.open(made.poster) as poster:
            assert max(high for _low, high in poster.convert("RGB").getextrema()) > 200

    def test_the_same_file_becomes_the_same_clip(self, plain_clip, tmp_path):
        first, second = (transcode(plain_clip, tmp_path / name) for name in ("one", "two"))

        assert first.thumbhash == second.thumbhash
        assert first.renditions[0].path.read_bytes() == second.renditions[0].path.read_bytes()
        assert first.poster.read_bytes() == second.poster.read_bytes()

    def test_progress_is_told_and_may_stop_it(self, plain_clip, workdir):
        told: list[float] = []
        transcode(plain_clip, workdir / "a", on_progress=told.append)

        assert told == sorted(told)
        assert told[-1] == pytest.approx(1, abs=0.1)

        class Stopped(Exception):
            pass

        def stop(_share: float) -> None:
            raise Stopped

        with pytest.raises(Stopped):
            transcode(plain_clip, workdir / "b", on_progress=stop)
        assert list((workdir / "b").iterdir()) == []
