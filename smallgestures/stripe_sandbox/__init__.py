"""A Stripe for machines without keys: its own process, its own store, the same API.

Nothing here imports the product and the product imports nothing of it: they
speak over HTTP only, as with Stripe itself. Start it with
`python -m smallgestures.stripe_sandbox --help`.
"""
