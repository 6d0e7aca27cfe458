"""Telling open pages that something changed, once it is committed."""
