"""The content security policy: exactly the inline scripts that were built, and no others."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from smallgestures.settings import get_settings
from smallgestures.web.shell.document import pages_dir

_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", re.S)
_STYLE = re.compile(r"<style([^>]*)>(.*?)</style>", re.S)
# The toast library that Reflex bundles inserts one fixed style element at run time.
_RUNTIME_STYLE = re.compile(r"([`\"'])(\[data-sonner-toaster\]\[dir=ltr\].*?)\1(?=\))", re.S)


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def inline_hashes(folder: Path) -> tuple[list[str], list[str]]:
    """Return the hashes of all inline scripts and of all style elements of the built pages."""
    scripts: set[str] = set()
    styles = {_hash("")}
    for path in folder.glob("**/*.html"):
        page = path.read_text()
        scripts |= {
            _hash(body) for attributes, body in _SCRIPT.findall(page) if "json" not in attributes
        }
        styles |= {_hash(body) for _attributes, body in _STYLE.findall(page)}
    for path in folder.glob("assets/*.js"):
        styles |= {_hash(css) for _quote, css in _RUNTIME_STYLE.findall(path.read_text())}
    return sorted(scripts), sorted(styles)


@lru_cache(maxsize=4)
def _policy(folder: Path, _built_ns: int, checkout_origin: str) -> str:
    scripts, styles = inline_hashes(folder)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {' '.join(scripts)}",
            f"style-src-elem 'self' {' '.join(styles)}",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            # "Buy now" is a form whose answer leads to the page where it is paid.
            f"form-action 'self' {checkout_origin}",
            "frame-ancestors 'none'",
            "object-src 'none'",
        )
    )


def content_security_policy() -> str:
    """Return the policy's header for the pages as they are built now."""
    folder = pages_dir()
    built_ns = (folder / "index.html").stat().st_mtime_ns
    return _policy(folder, built_ns, get_settings().checkout_origin)
