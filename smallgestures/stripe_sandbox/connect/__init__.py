"""Stripe Connect in the sandbox: accounts of other people, and money sent to them."""
