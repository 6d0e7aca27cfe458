"""What creators see of how their clips do."""
