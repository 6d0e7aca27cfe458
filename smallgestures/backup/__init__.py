"""One file that holds the database and the media, made and put back while the product runs."""
