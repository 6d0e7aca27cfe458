"""Orders: placed once, paid once, refunded at most in full."""
