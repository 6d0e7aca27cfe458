"""What keeps open pages as things stand."""
