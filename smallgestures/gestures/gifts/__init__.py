"""One gift on its way: sent, opened, accepted or not."""
