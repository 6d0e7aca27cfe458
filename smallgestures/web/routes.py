"""Every address of the app; pages register them, links build them."""

WATCH = "/"
FOLLOWING = "/following"
VIDEO = "/video/[video_id]"
PRODUCT = "/product/[slug]"
PROFILE = "/u/[handle]"
SHOWCASE = "/u/[handle]/showcase"
SIGN_IN = "/sign-in"
SIGN_UP = "/sign-up"
FORGOT = "/forgot"
RESET = "/reset"
VERIFY = "/verify"
SETTINGS = "/settings"
ORDERS = "/orders"
ORDER = "/orders/[order_id]"
BRAND_ORDERS = "/brand/orders"
TRIALS = "/trials"
UNSUBSCRIBE = "/unsubscribe/[token]"
DISCOVER = "/discover"
GESTURES = "/gestures"
GIFT = "/gift/[gift_token]"
INBOX = "/inbox"
THREAD = "/inbox/[thread_id]"
STUDIO = "/studio"
STUDIO_UPLOAD = "/studio/upload"
STUDIO_VIDEO = "/studio/videos/[video_id]"
STUDIO_SHOWCASE = "/studio/showcase"
STUDIO_ANALYTICS = "/studio/analytics"
STUDIO_EARNINGS = "/studio/earnings"
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


def showcase(handle: str) -> str:
    """Return the address of somebody's showcase."""
    return f"/u/{handle}/showcase"


def thread(public_id: str) -> str:
    """Return the address of one conversation."""
    return f"/inbox/{public_id}"


def order(public_id: str) -> str:
    """Return the address of one order."""
    return f"/orders/{public_id}"


def refund(public_id: str) -> str:
    """Return the address that a brand's refund of an order is posted to."""
    return f"/brand/orders/{public_id}/refund"


def trial(public_id: str, action: str) -> str:
    """Return the address that something is done at with the trial of a gift, as `cancel`."""
    return f"/trials/{public_id}/{action}"


def gift(token: str) -> str:
    """Return the address of a gift's public page."""
    return f"/gift/{token}"


def send_gift(handle: str) -> str:
    """Return the address that begins a gift to somebody."""
    return f"/gestures?to={handle}"


def studio_video(public_id: str) -> str:
    """Return the address at which a creator edits one of their videos."""
    return f"/studio/videos/{public_id}"
