"""Projects of software for qualitative analysis, as REFI-QDA exchanges them (.qdpx)."""
