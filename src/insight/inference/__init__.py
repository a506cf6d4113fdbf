"""Small neural models that run on this machine: sentence vectors, and names in running text.

Each text goes through a model alone, on one thread, so that what comes out depends on nothing but
the text: not on its neighbours, not on how many cores there are. The weights come in packages that
are used as data, are never imported, or in this one, and are checked against the digests recorded
here.
"""

from insight.inference.encoders import Encoder, encoder_of
from insight.inference.files import OWN_DETECTOR
from insight.inference.plain import in_plain_words
from insight.inference.remembered import Helpers, Job, remembered, remembering
from insight.inference.runtime import one_at_a_time
from insight.inference.sentences import (
    DIMENSIONS,
    SentenceEncoder,
    encoder_digests,
    rounded,
)
from insight.inference.tokens import TokenClassifier, TokenSpan, spans_of

__all__ = [
    "DIMENSIONS",
    "OWN_DETECTOR",
    "Encoder",
    "Helpers",
    "Job",
    "SentenceEncoder",
    "TokenClassifier",
    "TokenSpan",
    "encoder_digests",
    "encoder_of",
    "in_plain_words",
    "one_at_a_time",
    "remembered",
    "remembering",
    "rounded",
    "spans_of",
]
