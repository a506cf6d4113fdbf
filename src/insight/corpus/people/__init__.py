"""What is told of those who speak."""
