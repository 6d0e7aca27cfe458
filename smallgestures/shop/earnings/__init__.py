"""What creators see of their commissions: sums, every entry and why, statements, files."""
