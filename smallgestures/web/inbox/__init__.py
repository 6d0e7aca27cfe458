"""Messages: the list of conversations, and one of them."""
