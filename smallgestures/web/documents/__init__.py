"""The HTML of every page: the built page with this person's data in its head."""
