"""The codebook applied: by people, by the machine as suggestions, and how far they agree."""

from insight.coding.agree import (
    Settled,
    agreement,
    disagreements,
    krippendorff_alpha,
    settled,
)
from insight.coding.book import (
    STARTER,
    Code,
    Codebook,
    Differences,
    codebook_path,
    compare,
    read_codebook,
    write_codebook,
)
from insight.coding.machine import (
    questions_raising,
    suggest,
    suggest_rows,
)
from insight.coding.people.human import AGREED, decided
from insight.coding.people.imported import project_codings
from insight.coding.people.noted import (
    Marks,
    Noted,
    Seen,
    code_decision,
    coded_otherwise,
    noted_codings,
    read_decision,
    text_digest,
)
from insight.coding.people.written import read_human_codes

__all__ = [
    "AGREED",
    "STARTER",
    "Code",
    "Codebook",
    "Differences",
    "Marks",
    "Noted",
    "Seen",
    "Settled",
    "agreement",
    "code_decision",
    "codebook_path",
    "coded_otherwise",
    "compare",
    "decided",
    "disagreements",
    "krippendorff_alpha",
    "noted_codings",
    "project_codings",
    "questions_raising",
    "read_codebook",
    "read_decision",
    "read_human_codes",
    "settled",
    "suggest",
    "suggest_rows",
    "text_digest",
    "write_codebook",
]
