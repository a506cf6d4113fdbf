"""What is read and counted, but shapes no theme: told for the whole corpus, once all is read.

Set aside are, the first that holds:

1. "short answer": too few words to be grouped; set where the file was read, and kept;
2. "other language": not the language that the settings tell of the source;
3. "same words": another segment of the source has the same words, or nearly.

Nobody is lost by it: each segment keeps its speaker, its question and its place in every count.
`same_as` names the segment whose words stand for all copies; that one is not set aside for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from insight.corpus.corpus import Corpus
from insight.corpus.words.duplicates import LEAST_WORDS_SAME, folded, representatives
from insight.corpus.words.language import ENGLISH, language_of
from insight.schemas import Segments, validate

OTHER_LANGUAGE = "other language"
SAME_WORDS = "same words"
_HEARD = ("participant", "voice")


def with_asides(corpus: Corpus, languages: Mapping[str, str]) -> Corpus:
    """`corpus` with language, set_aside and same_as of its segments; notes tell how many.

    `languages` tells the language (ISO 639-1) of each source by its name; English where it does
    not. Nothing depends on the order of rows or files.
    """
    source_of = dict(
        zip(corpus.documents["document_id"], corpus.documents["source_name"], strict=True)
    )
    role_of = dict(zip(corpus.speakers["speaker_id"], corpus.speakers["role"], strict=True))
    segments = corpus.segments
    found = set_aside(
        segments,
        segments["document_id"].map(source_of),
        segments["speaker_id"].map(role_of).isin(_HEARD),
        languages,
    )
    by_source = found.groupby(found["document_id"].map(source_of).to_numpy())
    notes = (note for name, of in by_source for note in _notes(str(name), of))
    return replace(corpus, segments=found, notes=(*corpus.notes, *notes))


def set_aside(
    segments: pd.DataFrame,
    source: pd.Series[str],
    is_heard: pd.Series[bool],
    languages: Mapping[str, str],
) -> pd.DataFrame:
    """`segments` with language, set_aside and same_as filled; the other columns as they were.

    `source` is the name of each segment's source; copies are looked for within it. `is_heard` says
    who speaks as participant or voice: questions that interviewers repeat are no copies.
    """
    language = segments["text"].map({text: language_of(text) for text in set(segments["text"])})
    wanted = source.map(lambda name: languages.get(name, ENGLISH))
    same_as = pd.Series("", index=segments.index, dtype=object)
    for _, of in segments[is_heard].groupby(source[is_heard].to_numpy()):
        same_as.update(_copies(of))
    other = (language != "") & (language != wanted)
    why = pd.Series("", index=segments.index, dtype=object)
    why[same_as != ""] = SAME_WORDS
    why[other] = OTHER_LANGUAGE
    told = segments["set_aside"]
    why = why.where(told.isin(("", SAME_WORDS, OTHER_LANGUAGE)), told)
    return validate(Segments, segments.assign(language=language, set_aside=why, same_as=same_as))


def _copies(segments: pd.DataFrame) -> pd.Series[str]:
    """Id of the segment that stands for each copy; segments of one source."""
    own = segments["text"].map({text: folded(text) for text in set(segments["text"])})
    long = segments[own.str.count(" ") >= LEAST_WORDS_SAME - 1]
    own = own[long.index]
    different = sorted(set(own))
    stands = own.map(dict(zip(different, representatives(different), strict=True)))
    first = (
        long.assign(own=own)
        .sort_values(["text", "segment_id"], kind="stable")
        .drop_duplicates("own")
        .set_index("own")["segment_id"]
    )
    found = stands.map(first)
    return found[found != long["segment_id"]]


def _notes(source: str, segments: pd.DataFrame) -> Iterator[str]:
    other = Counter(segments.loc[segments["set_aside"] == OTHER_LANGUAGE, "language"])
    if other:
        each = ", ".join(f"{number} {code}" for code, number in sorted(other.items()))
        yield (
            f"source {source}: {sum(other.values())} of {len(segments)} segments are in other "
            f"languages ({each}); they are kept and counted, and shape no theme"
        )
    if same := int((segments["same_as"] != "").sum()):
        yield (
            f"source {source}: {same} of {len(segments)} segments say the same words as another, "
            "or nearly; their speakers are counted, the words are grouped once"
        )
