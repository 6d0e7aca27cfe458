"""What happened on each clip, day by day: counted with every row that says so."""
