"""What is watched and looked at most just now."""
