"""What is said to Stripe and by the sandbox, held against Stripe's own descriptions.

`openapi.json.gz` is cut from Stripe's public OpenAPI file (MIT, see LICENSE beside it).
"""
