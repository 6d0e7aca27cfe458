"""What can be found, read from the domains that own it."""
