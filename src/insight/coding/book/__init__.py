"""The codebook: what people look for, in words; its files and its versions."""

from insight.coding.book.codebook import Code, Codebook, Group, Principle
from insight.coding.book.files import STARTER, codebook_path, read_codebook, write_codebook
from insight.coding.book.versions import Change, Differences, compare

__all__ = [
    "STARTER",
    "Change",
    "Code",
    "Codebook",
    "Differences",
    "Group",
    "Principle",
    "codebook_path",
    "compare",
    "read_codebook",
    "write_codebook",
]
