"""The first clip, in the HTML itself: its picture moves before the application has started.

The built page leaves an empty slot where the player will stand. The server puts a muted video
into it for each request; the player takes it over when it comes to life. The scripts are fetched
and started when that video has shown a frame: before, a dozen files would fight with it for the
browser's six connections and for the processor, and the picture would lose.
"""

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

#: Where the built page leaves room for the first clip's video.
SLOT = 'data-first-clip=""></div>'

#: The longest that scripts wait for the first frame; a slow picture must not hold back the rest.
LONGEST_WAIT_MS = 600

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
_FETCH = """
for (const href of %s) {
  const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href });
  document.head.append(link);
}
"""


def with_head_start(template: str) -> str:
    """Return the built page with its scripts fetched after the first clip's first frame.

    Do this once per build, before the hashes of the inline scripts are taken.

    Raises:
        ValueError: The page has no entry script of the known shape.
    """

    def wait_then_import(script: re.Match[str]) -> str:
        start, imports, end = script.groups()
        imports = _NAMED_IMPORT.sub(r"const \1 = await import(\2);", imports)
        imports = _BARE_IMPORT.sub(r"await import(\1);", imports)
        return f"{start}{_WAIT}{_FETCH % json.dumps(files)}{imports}{end}"

    files = _PRELOAD.findall(template)
    changed, count = _ENTRY_SCRIPT.subn(wait_then_import, _PRELOAD.sub("", template))
    if count != 1:
        message = f"expected one entry script in the built page, found {count}"
        raise ValueError(message)
    return changed


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
