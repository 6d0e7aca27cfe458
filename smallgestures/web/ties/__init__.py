"""What stands between two people: follow, write to, block, report."""
