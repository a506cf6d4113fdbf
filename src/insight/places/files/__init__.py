"""Files as published: which is which, and what is in them."""
