"""How far product time is ahead of real time, for every process, and moving it."""
