"""What an accepted trial does: it runs, reminds, and ends by itself unless it is kept."""
