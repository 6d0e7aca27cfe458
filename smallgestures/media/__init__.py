"""Moving pictures: their storage, their conversion, and how they are served."""
