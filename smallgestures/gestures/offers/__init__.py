"""What brands give: seasons, offers, stock and codes."""
