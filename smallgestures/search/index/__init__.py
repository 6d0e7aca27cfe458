"""The index of search: an entry for everything that anybody may find."""
