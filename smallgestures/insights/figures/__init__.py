"""What creators are shown of their clips: read from sums only, never from single rows."""
