"""Clips that were passed on."""
