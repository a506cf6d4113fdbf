"""From segments to de-identified segments: find, resolve, replace, count.

What comes out is de-identified, pending human review; it is never called anonymous.
"""

from insight.anonymise.audit import audit
from insight.anonymise.deidentify import coarse_age, deidentify, deidentify_speakers
from insight.anonymise.find import anonymise_texts, find_identifiers
from insight.anonymise.recall import measure_recall, sample_size, upper_count, upper_share
from insight.anonymise.register import Register
from insight.anonymise.rulings import Rulings
from insight.anonymise.treatment import note_of

__all__ = [
    "Register",
    "Rulings",
    "anonymise_texts",
    "audit",
    "coarse_age",
    "deidentify",
    "deidentify_speakers",
    "find_identifiers",
    "measure_recall",
    "note_of",
    "sample_size",
    "upper_count",
    "upper_share",
]
