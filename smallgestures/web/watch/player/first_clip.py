"""The first clip, in the HTML itself: its picture moves before the application has started.

The built page leaves an empty slot where the player will stand. The server puts a muted video
into it for each request; the player takes it over when it comes to life. Until that video has
shown a frame nothing else is laid out, and no script is fetched: a dozen files would fight with it
for the browser's six connections and for the processor, and the picture would lose. The
stylesheet is fetched meanwhile, but holds nothing back; `first_clip.css` stands in for it.
"""

import json
import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

#: Where the built page leaves room for the first clip's video.
SLOT = 'data-first-clip=""></div>'

#: The longest that all else waits for the first frame; a slow picture must not hold back the rest.
LONGEST_WAIT_MS = 600

_ROOT = "<html "
_HEAD_END = "</head>"
_STYLESHEET = re.compile(r'<link (href="([^"]+)" rel="stylesheet" type="text/css")/>')
_PRELOAD = re.compile(r'<link rel="modulepreload" href="([^"]+)"/>')
_ENTRY_SCRIPT = re.compile(r'(<script type="module" async="">)(import .*?)(</script>)', re.DOTALL)
_NAMED_IMPORT = re.compile(r'^\s*import \* as (\w+) from ("[^"]+");', re.MULTILINE)
_BARE_IMPORT = re.compile(r'^\s*import ("[^"]+");', re.MULTILINE)

_WAIT = f"""
const video = document.querySelector("[data-first-clip] video");
const frame = new Promise((shown) => {{
  if (!video) shown();
  else if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(shown);
  else video.addEventListener("loadeddata", shown);
  setTimeout(shown, {LONGEST_WAIT_MS});
}});
await frame;
"""
_DRESS = """
const sheet = document.querySelector('link[media="not all"]');
const dressed = () => document.documentElement.removeAttribute("data-picture-first");
const isThere = sheet.sheet;
sheet.addEventListener("load", dressed);
sheet.addEventListener("error", dressed);
sheet.media = "all";
if (isThere) dressed();
"""
_FETCH = """
for (const href of %s) {
  const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href });
  document.head.append(link);
}
"""


def with_head_start(template: str) -> str:
    """Return the built page with its stylesheet and scripts behind the first clip's first frame.

    Do this once per build, before the hashes of the inline scripts and styles are taken.

    Raises:
        ValueError: The page has no stylesheet or no entry script of the known shape.
    """
    files = _PRELOAD.findall(template)

    def wait_then_import(script: re.Match[str]) -> str:
        start, imports, end = script.groups()
        imports = _NAMED_IMPORT.sub(r"const \1 = await import(\2);", imports)
        imports = _BARE_IMPORT.sub(r"await import(\1);", imports)
        return f"{start}{_WAIT}{_DRESS}{_FETCH % json.dumps(files)}{imports}{end}"

    page = _PRELOAD.sub("", template)
    page = _replaced_once(_ENTRY_SCRIPT, wait_then_import, page, "entry script")
    return _with_late_stylesheet(page)


def _with_late_stylesheet(page: str) -> str:
    def without_hurry(link: re.Match[str]) -> str:
        return f'<link {link[1]} media="not all"/><noscript>{link[0]}</noscript>'

    sheet = _STYLESHEET.search(page)
    page = _replaced_once(_STYLESHEET, without_hurry, page, "stylesheet")
    if sheet:  # its preload would be ahead of the picture
        page = page.replace(f'<link as="style" href="{sheet[2]}" rel="preload"/>', "")
    style = f"<style>{(Path(__file__).parent / 'first_clip.css').read_text()}</style>"
    page = page.replace(_ROOT, f'{_ROOT}data-picture-first="" ', 1)
    return page.replace(_HEAD_END, style + _HEAD_END, 1)


def _replaced_once(
    shape: re.Pattern[str], change: Callable[[re.Match[str]], str], page: str, name: str
) -> str:
    page, count = shape.subn(change, page)
    if count != 1:
        message = f"expected one {name} in the built page, found {count}"
        raise ValueError(message)
    return page


def first_clip_html(clip: Mapping[str, Any], *, small: bool = False) -> str:
    """Render the first clip's video, so that it loads before any script has run.

    Args:
        clip: The first item of the feed, as `GET /api/feed` gives it.
        small: Take the 480p rendition where there is one (the request said `Save-Data: on`).
    """
    source = (small and clip["src_480"]) or clip["src"]
    return (
        f'<video class="stage__video" src="{escape(source)}" poster="{escape(clip["poster"])}"'
        ' autoplay muted playsinline preload="auto" tabindex="-1" disablepictureinpicture></video>'
    )


def with_first_clip(html: str, clip: Mapping[str, Any], *, small: bool = False) -> str:
    """Return the built page with the first clip's video in the slot that waits for it."""
    start = SLOT.removesuffix("</div>")
    return html.replace(SLOT, f"{start}{first_clip_html(clip, small=small)}</div>", 1)
