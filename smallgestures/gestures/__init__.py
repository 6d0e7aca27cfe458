"""Small Gestures: offers of brands, the gifts that people send of them, the trials that follow."""
