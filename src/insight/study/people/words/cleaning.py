"""Names taken out of what researchers write, as they are taken out of what people said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from insight.coding.words import About
from insight.schemas import Speakers, empty

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

_NAMING = ("person", "place", "organisation")
_SURE = 0.8
"""Score from which what one detector saw in a transcript is looked for in memos, too."""


def deidentified(
    study: OpenedStudy, said: Sequence[tuple[About, str]]
) -> tuple[list[str], list[int]]:
    """The texts of `said` with names replaced, and of each how many replacements there are.

    The detectors look, and every name is known that the roster, the list of known names and the
    transcripts tell. Somebody who has a pseudonym in this study gets the same one here, by the name
    that a memo on their case, or on a case of the same file, calls them.
    """
    from insight.anonymise import find_identifiers
    from insight.anonymise.deidentify import replaced

    if not said:
        return [], []
    ids = [f"memo-{number}" for number in range(len(said))]
    homes = _homes(study)
    sources = [homes.get(about.of("case") or about.of("segment"), ("", "")) for about, _ in said]
    told = pd.DataFrame({"segment_id": ids, "document_id": ids, "position": 0})
    told["text"] = [text for _, text in said]
    documents = pd.DataFrame({"document_id": ids})
    documents[["source", "unit"]] = sources
    speakers = study.tables["speakers"] if "speakers" in study.tables else empty(Speakers)
    found = find_identifiers(
        told,
        speakers,
        documents,
        _known(study),
        study.settings.anonymise,
        study.register,
        decisions=study.rulings,
        key=study.key,
        recognisers=study.recognisers,
    )
    by_memo = found[found["decision"] != "rejected"].groupby("segment_id")
    spans = {
        str(memo): list(zip(own["start"], own["end"], own["replacement"], strict=True))
        for memo, own in by_memo
    }
    return (
        [replaced(text, spans.get(one, [])) for one, (_, text) in zip(ids, said, strict=True)],
        [len(spans.get(one, [])) for one in ids],
    )


def _homes(study: OpenedStudy) -> dict[str, tuple[str, str]]:
    """Of each speaker and segment: the file, and the response where it holds several."""
    if "segments" not in study.tables:
        return {}
    of = study.tables["segments"].merge(
        study.tables["documents"][["document_id", "source", "unit"]], on="document_id"
    )
    homes = list(zip(of["source"], of["unit"], strict=True))
    by_segment = dict(zip(of["segment_id"], homes, strict=True))
    return by_segment | dict(zip(of["speaker_id"], homes, strict=True))


def _known(study: OpenedStudy) -> pd.DataFrame | None:
    """Names and kinds: the study's list, and what was surely found in its texts."""
    listed = study.known_names()
    if "identifiers" not in study.tables:
        return listed
    found = study.tables["identifiers"]
    sure = (found["score"] >= _SURE) | found["decision"].isin(["accepted", "added"])
    naming = found[found["kind"].isin(_NAMING) & sure & (found["decision"] != "rejected")]
    told = naming.merge(study.tables["segments"][["segment_id", "text"]], on="segment_id")
    surfaces = [
        (text[start:end], kind)
        for text, start, end, kind in told[["text", "start", "end", "kind"]].itertuples(
            index=False, name=None
        )
    ]
    cased = sorted({one for one in surfaces if one[0][:1].isupper()})
    names = pd.DataFrame(cased, columns=["name", "kind"])
    return names if listed is None else pd.concat([listed[["name", "kind"]], names])
