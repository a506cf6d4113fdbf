"""`python -m insight`."""

from insight.cli import main

main()
