"""What happens to products on videos that other domains want to know."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProductsChanged:
    """Other products stand on a video than before."""

    video_id: int
