"""Why something of the shop can't be shown or followed."""

from smallgestures.errors import DomainError


class ShopError(DomainError):
    """Base of every refusal of this domain."""


class ProductNotFound(ShopError):
    """No product has this address."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__("We can’t find this product. It may have been withdrawn.")
