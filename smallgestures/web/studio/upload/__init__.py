"""Uploading, as the studio’s pages show it."""
