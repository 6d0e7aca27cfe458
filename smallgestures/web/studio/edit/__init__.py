"""The page on which a creator works on one of their videos."""
