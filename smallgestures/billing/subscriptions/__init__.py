"""What is paid again and again: consents, subscriptions at Stripe, and their invoices."""
