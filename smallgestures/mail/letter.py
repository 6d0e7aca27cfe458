"""The words of a message, once as plain text and once as HTML."""

from dataclasses import dataclass
from html import escape

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="margin:0;background:#f6f5f8;font:16px/1.5 Figtree,system-ui,sans-serif;color:#1b1720">
<div style="max-width:520px;margin:0 auto;padding:32px 24px">
<p style="font-weight:700">Small Gestures</p>
<div style="background:#fff;border:1px solid #e4e1e8;border-radius:16px;padding:24px">
{body}
</div></div></body></html>
"""
_BUTTON = (
    '<p><a href="{url}" style="display:inline-block;background:#1b1720;color:#fff;'
    'text-decoration:none;padding:12px 20px;border-radius:12px;font-weight:600">{label}</a></p>'
    '<p style="font-size:13px;color:#6b6573">If the button does not work, open {url}</p>'
)
_UNSUBSCRIBE = "Stop letters of this kind"
_STOP = '\n<p style="font-size:13px"><a href="{url}" style="color:#6b6573">{label}</a></p>'


@dataclass(frozen=True)
class Letter:
    """One message: paragraphs, at most one link that does something, and one that stops more."""

    subject: str
    greeting: str
    before: tuple[str, ...]
    link: tuple[str, str] | None = None
    after: tuple[str, ...] = ()
    unsubscribe_url: str | None = None

    @property
    def text(self) -> str:
        """The letter for programs and people that read plain text."""
        link = (f"{self.link[0]}:\n{self.link[1]}",) if self.link else ()
        stop = (f"{_UNSUBSCRIBE}:\n{self.unsubscribe_url}",) if self.unsubscribe_url else ()
        return "\n\n".join((self.greeting, *self.before, *link, *self.after, *stop)) + "\n"

    @property
    def html(self) -> str:
        """The same letter in HTML; nothing in it is loaded from anywhere."""
        link = ""
        if self.link:
            link = _BUTTON.format(label=escape(self.link[0]), url=escape(self.link[1]))
        before = "\n".join(f"<p>{escape(part)}</p>" for part in (self.greeting, *self.before))
        after = "\n".join(f"<p>{escape(part)}</p>" for part in self.after)
        if self.unsubscribe_url:
            after += _STOP.format(url=escape(self.unsubscribe_url), label=_UNSUBSCRIBE)
        return _PAGE.format(title=escape(self.subject), body=f"{before}\n{link}\n{after}")
