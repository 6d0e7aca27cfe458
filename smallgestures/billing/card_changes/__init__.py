"""Another card for a subscription, given on Stripe’s page."""
