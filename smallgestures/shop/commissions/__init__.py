"""What creators earn by orders, and why an amount is what it is."""
