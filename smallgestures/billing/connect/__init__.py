"""Stripe Connect: accounts of people whom we pay, transfers to them, and taking those back."""
