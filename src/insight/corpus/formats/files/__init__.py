"""Containers of text: what a Word file or a PDF holds, paragraph by paragraph."""
