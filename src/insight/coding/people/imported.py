"""Codings that came with a project, as decisions of people about the de-identified text.

They were made on the words as they were said. Where a name was replaced since, what stands behind
it has moved: positions are led through the replacements. Codes of the project are those of the
codebook where they are called the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import pandas as pd

from insight.coding.book import Codebook
from insight.coding.people.spans import Texts
from insight.schemas import Codings, columns_of, empty, validate

_NO_WORD = re.compile(r"[\W_]+")
# Of all that one person coded in a text, the least share of what the busiest coder did there that
# makes it likely that the whole text was read.
_READ_SHARE = 0.5
_MOST_NAMED = 12


def project_codings(
    source_codings: pd.DataFrame,
    segments: pd.DataFrame,
    deidentified: pd.DataFrame,
    identifiers: pd.DataFrame,
    codebook: Codebook | None,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """`source_codings` as a Codings table about `deidentified`, and what to tell of it.

    `segments` and `identifiers` are those that `deidentified` was made from. Codings whose code is
    not in the codebook are left out, and told by their codes' names; they stay in `source_codings`.
    Whoever coded much of a text is taken to have read all of it: where they gave no code, none
    applies.
    """
    if source_codings.empty:
        return empty(Codings), ()
    codes = called(codebook)
    known = source_codings["code"].isin(codes)
    notes = tuple(_notes(source_codings, known, codes, codebook))
    if not known.any():
        return empty(Codings), notes
    texts, told = Texts.of(deidentified, segments, identifiers), source_codings[known]
    places = (told[name].tolist() for name in ("segment_id", "start", "end"))
    moved = [texts.moved(*place) for place in zip(*places, strict=True)]
    applied = told.assign(
        start=[start for start, _ in moved],
        end=[end for _, end in moved],
        code=told["code"].map(codes),
        decision="applied",
    )
    nothing = _read_without_code(source_codings, applied, deidentified)
    both = pd.concat([applied, nothing], ignore_index=True)
    rows = both.assign(
        round=1,
        decided_on=both["coded_on"],
        probability=float("nan"),
        sampling_probability=float("nan"),
        rung_claimed=pd.array([pd.NA] * len(both), dtype="Int64"),
        rung_experienced=pd.array([pd.NA] * len(both), dtype="Int64"),
        valence="",
        attribution="",
        target_org="",
    )
    key = ["segment_id", "start", "end", "code", "coder", "round"]
    rows = rows.sort_values([*key, "decided_on"], kind="stable").drop_duplicates(key)
    return validate(Codings, rows[columns_of(Codings)]), notes


def slug(name: str) -> str:
    """A code's name in lower case, its words parted by underscores.

    >>> slug("V1: Board representation")
    'v1_board_representation'
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _NO_WORD.sub("_", plain).strip("_")


def _read_without_code(
    source_codings: pd.DataFrame, applied: pd.DataFrame, segments: pd.DataFrame
) -> pd.DataFrame:
    """A row without a code for each segment of a text that a coder read, and gave no code.

    What interviewers say is not coded by anybody here, and so was not left without a code.
    """
    of_participants = segments[segments["role"] != "interviewer"]
    document = of_participants[["segment_id", "document_id"]]
    coded = source_codings.merge(document, on="segment_id")
    busy = coded.groupby(["document_id", "coder"])["segment_id"].nunique().rename("n").reset_index()
    most = busy.groupby("document_id")["n"].transform("max")
    readers = busy[busy["n"] >= _READ_SHARE * most]
    read = readers.merge(document, on="document_id")[["segment_id", "coder"]]
    # Whoever gave only codes that are not in the codebook has read the segment all the same.
    read = pd.concat([read, coded[["segment_id", "coder"]]]).drop_duplicates()
    seen = set(zip(applied["segment_id"], applied["coder"], strict=True))
    is_open = [pair not in seen for pair in zip(read["segment_id"], read["coder"], strict=True)]
    return read[is_open].assign(start=0, end=0, code="", coded_on="", decision="none")


def called(codebook: Codebook | None) -> dict[str, str]:
    """Codes of the codebook by all that a project may call them: short name, label, title."""
    found: dict[str, str] = {}
    for code in codebook.codes if codebook else ():
        pairs = (f"{code.code} {code.label}", f"{code.code} {code.title}")
        for name in (code.label, code.title, *pairs):
            found.setdefault(slug(name), code.code)
    return {**found, **{slug(name): name for name in (codebook.names if codebook else ())}}


def _notes(
    codings: pd.DataFrame, known: pd.Series, codes: dict[str, str], codebook: Codebook | None
) -> Iterable[str]:
    named = sorted(set(codings.loc[~known, "code"]))
    if codebook is None:
        yield (
            f"{len(codings)} codings of projects are kept and not counted: name a codebook with "
            f"their codes under [coding], key codebook ({_listed(named)})."
        )
        return
    if named:
        yield (
            f"{int((~known).sum())} codings of {len(named)} codes that are not in the codebook are "
            f"kept and not counted: {_listed(named)}. Add these codes to it, or call them alike."
        )
    if known.any():
        yield (
            f"{int(known.sum())} codings of projects count. Who coded much of a text is taken to "
            "have read all of it, and not to have known what others coded there."
        )
        given = {codes[name] for name in codings.loc[known, "code"]}
        never = [code for code in codebook.names if code not in given]
        if never:
            yield (
                f"{len(never)} codes of the codebook were given to nothing in the projects: "
                f"{_listed(never)}. Where nobody looked for them, their absence tells nothing."
            )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (" and others" if len(names) > _MOST_NAMED else "")
