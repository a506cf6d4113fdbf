"""Whom a statement of a document is attributed to."""
