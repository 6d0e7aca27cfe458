"""What each viewer has seen."""
