"""Every address of the app; pages register them, links build them."""

WATCH = "/"
FOLLOWING = "/following"
VIDEO = "/video/[video_id]"
PRODUCT = "/product/[slug]"
PROFILE = "/u/[handle]"
SIGN_IN = "/sign-in"
SIGN_UP = "/sign-up"
FORGOT = "/forgot"
RESET = "/reset"
VERIFY = "/verify"
SETTINGS = "/settings"
SANDBOX = "/sandbox"
NOT_FOUND = "/404"


def video(public_id: str) -> str:
    """Return the address of one clip."""
    return f"/video/{public_id}"


def product(slug: str) -> str:
    """Return the address of a product's page."""
    return f"/product/{slug}"


def profile(handle: str) -> str:
    """Return the address of somebody's profile."""
    return f"/u/{handle}"
