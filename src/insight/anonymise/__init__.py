"""From segments to de-identified segments: find, resolve, replace, count.

What comes out is de-identified, pending human review; it is never called anonymous.
"""

from insight.anonymise.deidentify import audit, coarse_age, deidentify, deidentify_speakers
from insight.anonymise.find import anonymise_texts, find_identifiers
from insight.anonymise.register import Register

__all__ = [
    "Register",
    "anonymise_texts",
    "audit",
    "coarse_age",
    "deidentify",
    "deidentify_speakers",
    "find_identifiers",
]
