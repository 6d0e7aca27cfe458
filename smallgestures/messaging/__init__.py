"""People write to each other: threads of two, with text, gifts, clips and products in them."""
