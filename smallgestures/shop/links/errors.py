"""Why a product can't be put on a video or into a showcase, in words for people."""

from smallgestures.shop.errors import ShopError
from smallgestures.shop.models import LABEL_LIMIT

LINKS_LIMIT = 30  # as many as the largest of our kind allows
SHOWCASE_LIMIT = 100


class LinkError(ShopError):
    """Base of the refusals about products that creators show; `field` names the input."""

    field = ""


class AlreadyThere(LinkError):
    """The product stands there already."""

    field = "product"

    def __init__(self, title: str, where: str) -> None:
        super().__init__(f"{title} is {where} already.")


class NotThere(LinkError):
    """The product doesn't stand there, or no longer."""

    def __init__(self) -> None:
        super().__init__("This product is not here any more. The list shows what is.")


class NotYours(LinkError):
    """Somebody else's own listing of an outside shop."""

    field = "product"

    def __init__(self) -> None:
        super().__init__("Somebody else listed this outside shop. List it yourself by its address.")


class TooManyLinks(LinkError):
    """As many products as a video carries."""

    field = "product"

    def __init__(self) -> None:
        super().__init__(
            f"A video takes {LINKS_LIMIT} products at most. Remove one to add another."
        )


class ShowcaseFull(LinkError):
    """As many products as a showcase holds."""

    field = "product"

    def __init__(self) -> None:
        super().__init__(
            f"A showcase holds {SHOWCASE_LIMIT} products at most. Remove one to add another."
        )


class OrderOutdated(LinkError):
    """The list that was put in order is not the one that there is."""

    def __init__(self) -> None:
        super().__init__(
            "The list was changed somewhere else meanwhile. Here it is as it is now; "
            "move the product again."
        )


class LabelNotAllowed(LinkError):
    """Too long, or with characters that nobody can see."""

    field = "label"

    def __init__(self) -> None:
        super().__init__(f"A label has {LABEL_LIMIT} characters at most, on one line.")


class AnchorNotAllowed(LinkError):
    """The time lies outside the clip."""

    field = "anchor_from_ms"

    def __init__(self, length_ms: int) -> None:
        self.length_ms = length_ms
        super().__init__(
            f"The video is {length_ms / 1000:g} seconds long. Choose a moment before its end."
        )


class PaidStays(LinkError):
    """Whoever said that they were paid can't unsay it of a clip that people have seen."""

    field = "paid"

    def __init__(self) -> None:
        super().__init__(
            "People have seen this video as a paid partnership, so it stays marked as one."
        )


class CommerceTooSoon(LinkError):
    """Another clip with products so soon would be one too many (the ladder)."""

    field = "publish"

    def __init__(self, allowance: str, next_at: str) -> None:
        self.next_at = next_at
        super().__init__(
            f"{allowance} The next one can come out from {next_at}. "
            "Choose that time, or publish this one without its products."
        )
