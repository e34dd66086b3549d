"""`/product`: what is for sale, and what may be listed."""
