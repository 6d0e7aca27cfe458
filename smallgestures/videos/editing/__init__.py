"""What creators do with their videos: words, cover, trim, captions, publishing, deleting."""
