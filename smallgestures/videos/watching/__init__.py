"""Who may watch which clip where."""
