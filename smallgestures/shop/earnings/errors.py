"""Why something of a creator's earnings can't be shown."""

from smallgestures.shop.errors import ShopError


class NoSuchStatement(ShopError):
    """The month is to come, or nothing was written in or before it."""

    def __init__(self) -> None:
        super().__init__("There is no statement for this month.")
