"""The files behind videos: what is made anew, what is kept for how long, what is left over."""
