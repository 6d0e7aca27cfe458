"""What of the studio is about products: on videos, in the showcase, of outside shops."""

from smallgestures.web.studio.links.parts import (
    end_card_preview_part,
    products_editor,
    showcase_editor,
)

__all__ = ["end_card_preview_part", "products_editor", "showcase_editor"]
