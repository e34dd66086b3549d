"""`/fulfillment`: packages, how they are shipped, their documents and their shape."""
