"""What researchers write while they code: memos, the framework matrix, deviant cases."""

from insight.coding.words.about import About
from insight.coding.words.deviant import deviant_cases
from insight.coding.words.matrix import Matrix, framework_matrix
from insight.coding.words.memos import KINDS, Memo, MemoBook

__all__ = [
    "KINDS",
    "About",
    "Matrix",
    "Memo",
    "MemoBook",
    "deviant_cases",
    "framework_matrix",
]
