"""Subscriptions and what they bring: periods, invoices, retries, ends."""
