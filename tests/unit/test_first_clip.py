import re

import pytest

from smallgestures.web.watch.player.first_clip import (
    first_clip_html,
    with_first_clip,
    with_head_start,
)

CLIP = {"src": "/media/a.mp4", "src_480": "/media/a-480.mp4", "poster": '/media/a".webp'}
PAGE = (
    '<html lang="en"><head><link as="style" href="/assets/all.css" rel="preload"/>'
    '<link href="/assets/all.css" rel="stylesheet" type="text/css"/>'
    '<link rel="modulepreload" href="/assets/root.js"/></head>'
    '<div class="stage__media" data-first-clip=""></div>'
    '<script type="module" async="">import "/assets/manifest.js";\n'
    'import * as route0 from "/assets/root.js";\n'
    'window.__modules = {"root":route0};\nimport("/assets/entry.js");</script>'
)


class TestFirstClipHtml:
    def test_plays_without_sound_and_without_a_script(self):
        video = first_clip_html(CLIP)

        assert 'src="/media/a.mp4"' in video
        assert " autoplay muted playsinline " in video

    def test_takes_the_small_rendition_when_asked_and_there_is_one(self):
        assert 'src="/media/a-480.mp4"' in first_clip_html(CLIP, small=True)
        assert 'src="/media/a.mp4"' in first_clip_html({**CLIP, "src_480": None}, small=True)

    def test_escapes_what_stands_in_attributes(self):
        assert 'poster="/media/a&quot;.webp"' in first_clip_html(CLIP)


class TestWithFirstClip:
    def test_fills_the_slot_once(self):
        html = with_first_clip(PAGE, CLIP)

        assert html.count("<video") == 1
        assert '<div class="stage__media" data-first-clip=""><video' in html

    def test_leaves_a_page_without_a_slot_as_it_is(self):
        assert with_first_clip("<main></main>", CLIP) == "<main></main>"


class TestWithHeadStart:
    def test_imports_the_application_after_the_first_frame(self):
        script = with_head_start(PAGE).split('<script type="module" async="">')[1]

        waiting, imports = script.split("await frame;")
        assert "requestVideoFrameCallback" in waiting
        assert "import " not in waiting
        assert 'await import("/assets/manifest.js");' in imports
        assert 'const route0 = await import("/assets/root.js");' in imports
        assert imports.rstrip().endswith('import("/assets/entry.js");</script>')

    def test_fetches_scripts_behind_the_picture(self):
        before, after = with_head_start(PAGE).split("await frame;")

        assert "/assets/root.js" not in before
        assert 'for (const href of ["/assets/root.js"])' in after

    def test_lets_no_stylesheet_hold_the_picture_back(self):
        page = with_head_start(PAGE)
        scripted = re.sub("<noscript>.*?</noscript>", "", page)

        assert 'rel="preload"' not in page
        assert re.findall('<link .*?rel="stylesheet".*?>', scripted) == [
            '<link href="/assets/all.css" rel="stylesheet" type="text/css" media="not all"/>'
        ]
        assert '<html data-picture-first="" lang="en">' in page
        assert "[data-picture-first] .stage__video" in page.split("</head>")[0]

    def test_keeps_the_stylesheet_for_who_runs_no_scripts(self):
        (plain,) = re.findall("<noscript>(.*?)</noscript>", with_head_start(PAGE))

        assert plain == '<link href="/assets/all.css" rel="stylesheet" type="text/css"/>'

    @pytest.mark.parametrize("missing", ["entry script", "stylesheet"])
    def test_refuses_a_page_of_another_shape(self, missing: str):
        tag = {"entry script": 'type="module"', "stylesheet": 'rel="stylesheet"'}[missing]

        with pytest.raises(ValueError, match=f"expected one {missing} in the built page, found 0"):
            with_head_start(PAGE.replace(tag, ""))
