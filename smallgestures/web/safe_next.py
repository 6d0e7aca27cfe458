"""Where to go after signing in: a page of this site, whatever the address asked for."""

from urllib.parse import quote, urlsplit

HOME = "/"
LONGEST = 500
# After signing in these would lead around in a circle, or are no pages.
NOT_AFTERWARDS = ("/auth", "/sign-in", "/sign-up", "/forgot", "/reset", "/verify", "/_event")


def safe_next(asked: str | None) -> str:
    """Return the path to go to: `asked` if it is a page of ours, else the feed."""
    if not asked or not asked.startswith("/") or len(asked) > LONGEST:
        return HOME
    # Browsers take a backslash for a slash and drop tabs and line ends before they read.
    if "\\" in asked or any(mark <= " " or mark == "\x7f" for mark in asked):
        return HOME
    try:
        parts = urlsplit(asked)
    except ValueError:
        return HOME
    # `///x` has neither host nor double slash for Python, and a host for browsers.
    if parts.scheme or parts.netloc or "//" in asked.partition("?")[0].partition("#")[0]:
        return HOME
    if any(parts.path == page or parts.path.startswith(f"{page}/") for page in NOT_AFTERWARDS):
        return HOME
    return asked


def sign_in_then(path: str) -> str:
    """Return the address that signs in first and goes to `path` then."""
    asked = safe_next(path)
    return "/sign-in" if asked == HOME else f"/sign-in?next={quote(asked, safe='/')}"
