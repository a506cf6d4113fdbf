"""Files as they were sent -> documents, speakers, segments, and what was left out.

    corpus = read_sources(root, settings.source, key)
    corpus.segments        # one row a turn, an answer or a statement

Ids are minted here from the study's key and the place in the source; offsets are code points in
`documents.text`, and `text[start:end]` is always the segment's text.
"""

from insight.corpus.checking import Checked, Looked, look, looked_at
from insight.corpus.corpus import Corpus, combined
from insight.corpus.correction import write_to_correct
from insight.corpus.offsets import original_spans
from insight.corpus.people.names import read_known_names
from insight.corpus.reading import check_sources, read_file, read_one, read_sources
from insight.corpus.rows import read_rows
from insight.corpus.withdrawal import withdraw_from_roster, withdraw_from_source

__all__ = [
    "Checked",
    "Corpus",
    "Looked",
    "check_sources",
    "combined",
    "look",
    "looked_at",
    "original_spans",
    "read_file",
    "read_known_names",
    "read_one",
    "read_rows",
    "read_sources",
    "withdraw_from_roster",
    "withdraw_from_source",
    "write_to_correct",
]
