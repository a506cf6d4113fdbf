"""Tables of responses."""
