"""Icons: lucide's drawings (ISC licence), inline, coloured by the text around them."""

import reflex as rx

# Each a list of paths in a box of 24 by 24.
_PATHS: dict[str, tuple[str, ...]] = {
    "home": (
        "M15 21v-8a1 1 0 0 0-1-1h-4a1 1 0 0 0-1 1v8",
        "M3 10a2 2 0 0 1 .709-1.528l7-6a2 2 0 0 1 2.582 0l7 6A2 2 0 0 1 21 10v9a2 2 0 0 1-2 2H5"
        "a2 2 0 0 1-2-2z",
    ),
    "people": (
        "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2",
        "M16 3.128a4 4 0 0 1 0 7.744",
        "M22 21v-2a4 4 0 0 0-3-3.87",
        "M5 7a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    ),
    "mail": (
        "m22 7-8.991 5.727a2 2 0 0 1-2.009 0L2 7",
        "M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
    ),
    "person": (
        "M17.925 20.056a6 6 0 0 0-11.851.001",
        "M8 11a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
        "M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0",
    ),
    "back": ("m15 18-6-6 6-6",),
    "play": ("M5 5a2 2 0 0 1 3.008-1.728l11.997 6.998a2 2 0 0 1 .003 3.458l-12 7A2 2 0 0 1 5 19z",),
    "outside": (
        "M15 3h6v6",
        "M10 14 21 3",
        "M18 13v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h6",
    ),
    "alert": ("M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0", "M12 8v4", "M12 16h.01"),
    "compass": (
        "M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0",
        "m16.24 7.76-1.804 5.411a2 2 0 0 1-1.265 1.265L7.76 16.24l1.804-5.411"
        "a2 2 0 0 1 1.265-1.265z",
    ),
    "check": ("M20 6 9 17l-5-5",),
    "sign-in": ("m10 17 5-5-5-5", "M15 12H3", "M15 3h4a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-4"),
}

_BOW = (
    "M14 12.5C11.5 6 4 4.6 3.2 9.2 2.4 14 10 15.2 14 12.5Z",
    "M14 12.5c2.500-6.500 10-7.900 10.800-3.300C25.600 14 18 15.200 14 12.500Z",
    "M13 13.600c-.8 3.800-3 7-6.400 9.400M15 13.600c.8 3.800 3 7 6.400 9.400",
)


def icon(name: str, size: str = "") -> rx.Component:
    """Draw an icon for the eye only; who needs a name puts it on the control.

    Args:
        name: One of the drawings of this file.
        size: `16`, `18`, `24` or `28`; empty for 20 pixels.
    """
    return rx.el.svg(
        *(rx.el.svg.path(d=path) for path in _PATHS[name]),
        class_name=f"i i--{size}" if size else "i",
        view_box="0 0 24 24",
        custom_attrs={"aria-hidden": "true"},
    )


def bow() -> rx.Component:
    """Draw the product's mark."""
    return rx.el.svg(
        *(rx.el.svg.path(d=path) for path in _BOW),
        view_box="0 0 28 28",
        fill="none",
        stroke="currentColor",
        stroke_width="2.3",
        stroke_linecap="round",
        stroke_linejoin="round",
        custom_attrs={"aria-hidden": "true"},
    )
