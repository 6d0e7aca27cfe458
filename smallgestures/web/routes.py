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
ORDERS = "/orders"
ORDER = "/orders/[order_id]"
BRAND_ORDERS = "/brand/orders"
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


def order(public_id: str) -> str:
    """Return the address of one order."""
    return f"/orders/{public_id}"


def refund(public_id: str) -> str:
    """Return the address that a brand's refund of an order is posted to."""
    return f"/brand/orders/{public_id}/refund"
