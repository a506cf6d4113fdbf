"""What the machine suggests: codes of the codebook for segments, as candidates for people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from insight.coding.codebook import Codebook
from insight.coding.human import MACHINE, human_codes, readings
from insight.coding.probabilities import Decisions, Encode, FloatArray, Texts, score
from insight.coding.valence import valences
from insight.errors import InputError
from insight.progress import Progress, silent
from insight.schemas import Codings, columns_of, empty, validate
from insight.settings import CodingSettings

ROLES_CODED = ("participant", "voice")
# "No." says nothing without its question.
SHORT = 4


def machine_codes(
    segments: pd.DataFrame,
    vectors: pd.DataFrame,
    codebook: Codebook,
    human: pd.DataFrame | None,
    settings: CodingSettings,
    encode: Encode,
    seed: int,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Suggested codes for what participants and voices said; a Codings table.

    One row per suggestion: coder "machine", round 1, decision "suggested", the whole segment.
    `human` (Codings) teaches the codes that people gave often enough; suggestions on segments that
    people read come from models that saw nothing of the same speaker. Segments of fewer than four
    words are read with their question. Nothing is drawn at random, so `seed`
    changes nothing. Raises InputError where `human` has codes that the codebook lacks, or where a
    vector is missing.
    """
    heard = segments[segments["role"].isin(ROLES_CODED)]
    if heard.empty:
        return empty(Codings)
    heard = heard.sort_values(["text", "segment_id"], kind="stable").reset_index(drop=True)
    said, found = _read_with_question(heard, vectors, encode)
    decisions = _decisions(heard, codebook, human)
    texts = Texts(said, found, heard["speaker_id"].to_list())
    scores = score(texts, codebook, decisions, settings.threshold, encode, progress)
    row, code = np.nonzero(scores.enough)
    codes = [codebook.names[at] for at in code]
    table = pd.DataFrame(
        {
            "segment_id": heard["segment_id"].to_numpy()[row],
            "start": 0,
            "end": heard["text"].str.len().to_numpy()[row],
            "code": codes,
            "coder": MACHINE,
            "round": 1,
            "decision": "suggested",
            "probability": scores.probability[row, code],
            "valence": valences([said[at] for at in row], codes, codebook),
            "rung_claimed": pd.array([pd.NA] * len(row), dtype="Int64"),
            "rung_experienced": pd.array([pd.NA] * len(row), dtype="Int64"),
            "attribution": "",
            "target_org": "",
            "sampling_probability": np.nan,
            "decided_on": "",
        },
        columns=columns_of(Codings),
    )
    return validate(Codings, table)


def code_table(
    rows: pd.DataFrame,
    codebook: Codebook,
    coded: pd.DataFrame | None,
    encode: Encode,
    settings: CodingSettings,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Probability of every code for every row of `rows` (id, text).

    `coded` (id, code) holds decisions of people; a row with an empty code says that none applies.
    Their rows are scored by models that had not seen them. Columns id, code, probability in [0, 1]
    and assigned (0 or 1), in the order of `rows` and of the codebook.
    """
    twice = rows["id"].duplicated()
    if twice.any():
        raise InputError(
            f"{int(twice.sum())} ids are there twice", where="column id", remedy="make ids differ"
        )
    ordered = rows.sort_values(["text", "id"], kind="stable").reset_index(drop=True)
    found = np.asarray(encode(ordered["text"].to_list()), dtype=np.float64)
    decisions = _no_decisions(len(ordered), codebook)
    if coded is not None:
        unknown = ~coded["id"].isin(rows["id"])
        if unknown.any():
            raise InputError(
                f"{int(unknown.sum())} rows name an id that the texts do not have",
                where="the coded rows, column id",
                remedy="take both from the same file",
            )
        decisions = _given(ordered["id"], coded["id"], coded, codebook)
    ids = ordered["id"].to_list()
    # Without speakers, every row is somebody else.
    texts = Texts(ordered["text"].to_list(), found, [str(one) for one in ids])
    scores = score(texts, codebook, decisions, settings.threshold, encode, progress)
    place = pd.Index(ordered["id"]).get_indexer(pd.Index(rows["id"]))
    return pd.DataFrame(
        {
            "id": np.repeat(rows["id"].to_numpy(), len(codebook.names)),
            "code": list(codebook.names) * len(rows),
            "probability": scores.probability[place].ravel(),
            "assigned": scores.enough[place].ravel().astype(int),
        }
    )


def _read_with_question(
    heard: pd.DataFrame, vectors: pd.DataFrame, encode: Encode
) -> tuple[list[str], FloatArray]:
    """Texts and vectors (n, d), the short ones with the question they answer."""
    short = (heard["text"].map(lambda text: len(text.split())) < SHORT) & (
        heard["question_asked"] != ""
    )
    said = heard["text"].where(~short, heard["question_asked"] + " " + heard["text"])
    kept = dict(zip(vectors["segment_id"], vectors["vector"], strict=True))
    lost = sum(one not in kept for one in heard["segment_id"])
    if lost:
        raise InputError(
            f"{lost} of {len(heard)} segments have no vector",
            where="table vectors",
            remedy="make the vectors anew from the de-identified segments",
        )
    found = np.stack([np.asarray(kept[one], dtype=np.float64) for one in heard["segment_id"]])
    if short.any():
        asked = np.flatnonzero(short)
        found[asked] = np.asarray(encode([said[at] for at in asked]), dtype=np.float64)
    return said.to_list(), found


def _decisions(heard: pd.DataFrame, codebook: Codebook, human: pd.DataFrame | None) -> Decisions:
    if human is None or human.empty:
        return _no_decisions(len(heard), codebook)
    return _given(
        heard["segment_id"],
        readings(human)["segment_id"],
        human_codes(human).rename(columns={"segment_id": "id"}),
        codebook,
    )


def _no_decisions(count: int, codebook: Codebook) -> Decisions:
    return Decisions(
        np.zeros(count, dtype=bool), np.zeros((count, len(codebook.names)), dtype=bool)
    )


def _given(ids: pd.Series, read: pd.Series, given: pd.DataFrame, codebook: Codebook) -> Decisions:
    """`given` (id, code) in the order of `ids`; an empty code marks nothing."""
    applied = given[(given["code"] != "") & given["id"].isin(ids)]
    _refuse_unknown_codes(applied["code"].to_list(), codebook)
    marks = _no_decisions(len(ids), codebook).given
    rows = pd.Index(ids).get_indexer(pd.Index(applied["id"]))
    marks[rows, pd.Index(codebook.names).get_indexer(pd.Index(applied["code"]))] = True
    return Decisions(ids.isin(read).to_numpy(dtype=bool), marks)


def _refuse_unknown_codes(codes: Sequence[str], codebook: Codebook) -> None:
    unknown = sorted(set(codes) - set(codebook.names))
    if unknown:
        raise InputError(
            f"{len(unknown)} of the codes that people gave are not in the codebook",
            where="the human codes, column code",
            remedy='add them to the codebook (origin = "emerged"), or correct them',
        )
