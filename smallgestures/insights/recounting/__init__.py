"""Counting a clip anew from the rows that say what happened."""
