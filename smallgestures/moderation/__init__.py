"""What people find wrong, and tell those who look after the place."""
