"""Who came to a product through which link: impression, click, page view, departure."""
