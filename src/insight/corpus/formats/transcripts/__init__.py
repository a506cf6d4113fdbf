"""Layouts in which somebody speaks under a label."""
