"""Who likes which clip."""
