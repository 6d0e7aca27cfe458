"""Double entry: where every cent came from, and where it went."""
