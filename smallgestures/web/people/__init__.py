"""Choosing a person, for a gift or to write to."""
