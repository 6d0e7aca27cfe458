"""One search over people, videos, products, brands and programmes, and what is trending."""
