"""What a table of responses asks, and who answers it."""
