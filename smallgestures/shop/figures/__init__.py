"""What selling adds to the figures of clips, as far as it is read from what is stored."""
