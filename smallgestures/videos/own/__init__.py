"""One's own videos, as their creator sees them: all that there are, whatever became of them."""
