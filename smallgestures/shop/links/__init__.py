"""What creators sell: their showcase, products on videos, outside shops, and how often."""
