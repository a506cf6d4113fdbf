"""Official files from their publishers: which there are, how they come, and what was changed."""
