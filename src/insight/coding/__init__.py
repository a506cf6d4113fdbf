"""The codebook applied: by people, by the machine as suggestions, and how far they agree."""

from insight.coding.agreement import agreement, krippendorff_alpha
from insight.coding.codebook import STARTER, Code, Codebook, codebook_path, read_codebook
from insight.coding.cues import questions_raising
from insight.coding.human import decided, read_human_codes
from insight.coding.imported import project_codings
from insight.coding.machine import code_table, machine_codes

__all__ = [
    "STARTER",
    "Code",
    "Codebook",
    "agreement",
    "code_table",
    "codebook_path",
    "decided",
    "krippendorff_alpha",
    "machine_codes",
    "project_codings",
    "questions_raising",
    "read_codebook",
    "read_human_codes",
]
