"""What the machine suggests: codes of the codebook for segments, as candidates for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
import pandas as pd

from insight.coding.book import Codebook
from insight.coding.machine.learner import CODEBOOK, TOO_FEW, Standing, learn
from insight.coding.machine.records import BoolArray, Decisions, Encode, FloatArray, Texts
from insight.coding.machine.valence import valences
from insight.coding.people.human import MACHINE, human_codes, readings
from insight.errors import InputError
from insight.progress import Progress, silent
from insight.schemas import Codings, columns_of, empty, validate
from insight.settings import CodingSettings

ROLES_CODED = ("participant", "voice")
# "No." says nothing without its question.
SHORT = 4
SMALLEST = 1e-4


@dataclass(frozen=True)
class Suggestions:
    """`codings` of the machine (Codings, or of a table its rows), and what those of each rest on.

    `standings`: code, regime ("learned", "codebook", "too few"), n_positive, cut, expected_f1; the
    last two are missing where there are too few examples to suggest anything.
    """

    codings: pd.DataFrame
    standings: pd.DataFrame

    @property
    def notes(self) -> list[str]:
        """What a reader of the suggestions must know, in words."""
        regimes = self.standings.groupby("regime")["code"].agg(list)
        told = []
        if untaught := regimes.get(CODEBOOK, []):
            told.append(
                f"{len(untaught)} of {len(self.standings)} codes are suggested from the codebook, "
                f"for want of examples that people coded: {', '.join(untaught)}."
            )
        if mute := regimes.get(TOO_FEW, []):
            told.append(
                "Not enough examples, and too little in the codebook, to suggest: "
                f"{', '.join(mute)}."
            )
        return told


def suggest(
    segments: pd.DataFrame,
    vectors: pd.DataFrame,
    codebook: Codebook,
    human: pd.DataFrame | None,
    settings: CodingSettings,
    encode: Encode,
    progress: Progress = silent,
) -> Suggestions:
    """Suggested codes for what participants and voices said.

    One row per suggestion: coder "machine", round 1, decision "suggested", the whole segment.
    `human` (Codings) teaches; suggestions on segments that people read come from models that saw
    nothing of the same speaker. Where everything people read has a sampling_probability, each
    counts as 1 over it. Segments of fewer than four words are read with their question. Raises
    InputError where `human` has codes that the codebook lacks, where a vector is missing, or where
    a code says nothing by which it could be found.
    """
    heard = segments[segments["role"].isin(ROLES_CODED)]
    if heard.empty:
        return Suggestions(empty(Codings), _standings([]))
    heard = heard.sort_values(["text", "segment_id"], kind="stable").reset_index(drop=True)
    said, found = _read_with_question(heard, vectors, encode)
    decisions = _decisions(heard, codebook, human)
    learned = learn(
        Texts(said, found, heard["speaker_id"].to_list()), decisions, codebook, encode, progress
    )
    probability = learned.unseen
    row, code = np.nonzero(_enough(probability, learned.standings, settings.threshold))
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
            "probability": probability[row, code],
            "valence": valences([said[at] for at in row], codes, codebook),
            "rung_claimed": pd.array([pd.NA] * len(row), dtype="Int64"),
            "rung_experienced": pd.array([pd.NA] * len(row), dtype="Int64"),
            "attribution": heard["attribution"].to_numpy()[row],
            "target_org": heard["target_org"].to_numpy()[row],
            "sampling_probability": np.nan,
            "decided_on": "",
        },
        columns=columns_of(Codings),
    )
    return Suggestions(validate(Codings, table), _standings(learned.standings))


def suggest_rows(
    rows: pd.DataFrame,
    codebook: Codebook,
    coded: pd.DataFrame | None,
    encode: Encode,
    settings: CodingSettings,
    progress: Progress = silent,
) -> Suggestions:
    """Probability of every code for every row of `rows` (id, text), and what it rests on.

    `coded` (id, code and, where they were drawn, sampling_probability) holds decisions of people; a
    row with an empty code says that none applies. Their rows are scored by models that had not seen
    them. Columns of `codings`: id, code, probability in [0, 1] and assigned (0 or 1), in the order
    of `rows` and of the codebook.
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
        decisions = _given(ordered["id"], coded["id"], coded, codebook, _chances(coded, "id"))
    ids = ordered["id"].to_list()
    # Without speakers, every row is somebody else.
    texts = Texts(ordered["text"].to_list(), found, [str(one) for one in ids])
    learned = learn(texts, decisions, codebook, encode, progress)
    enough = _enough(learned.unseen, learned.standings, settings.threshold)
    place = pd.Index(ordered["id"]).get_indexer(pd.Index(rows["id"]))
    table = pd.DataFrame(
        {
            "id": np.repeat(rows["id"].to_numpy(), len(codebook.names)),
            "code": list(codebook.names) * len(rows),
            "probability": learned.unseen[place].ravel(),
            "assigned": enough[place].ravel().astype(int),
        }
    )
    return Suggestions(table, _standings(learned.standings))


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
        _chances(human, "segment_id"),
    )


def _no_decisions(count: int, codebook: Codebook) -> Decisions:
    return Decisions(
        np.zeros(count, dtype=bool), np.zeros((count, len(codebook.names)), dtype=bool)
    )


def _given(
    ids: pd.Series, read: pd.Series, given: pd.DataFrame, codebook: Codebook, chances: pd.Series
) -> Decisions:
    """`given` (id, code) in the order of `ids`; an empty code marks nothing."""
    applied = given[given["code"] != ""]
    _refuse_unknown_codes(applied["code"].to_list(), codebook)
    applied = applied[applied["id"].isin(ids)]
    marks = _no_decisions(len(ids), codebook).given
    rows = pd.Index(ids).get_indexer(pd.Index(applied["id"]))
    marks[rows, pd.Index(codebook.names).get_indexer(pd.Index(applied["code"]))] = True
    seen = ids.isin(read).to_numpy(dtype=bool)
    drawn = ids.map(chances).to_numpy(dtype=np.float64)
    weights = None if np.isnan(drawn[seen]).any() else np.where(seen, 1 / drawn, 1.0)
    return Decisions(seen, marks, weights)


def _chances(coded: pd.DataFrame, name: str) -> pd.Series:
    """With which chance each text was drawn to be read, by id; missing where nobody says."""
    told = coded.get("sampling_probability", pd.Series(np.nan, index=coded.index))
    return pd.to_numeric(told).groupby(coded[name]).min().astype("float64")


def _refuse_unknown_codes(codes: Sequence[str], codebook: Codebook) -> None:
    unknown = sorted(set(codes) - set(codebook.names))
    if unknown:
        raise InputError(
            f"{len(unknown)} of the codes that people gave are not in the codebook",
            where="the human codes, column code",
            remedy='add them to the codebook (origin = "emerged"), or correct them',
        )


def _enough(probability: FloatArray, standings: Sequence[Standing], threshold: float) -> BoolArray:
    """Whether each text's probability is enough to suggest each code, (n, k).

    A `threshold` of 0.5 suggests from each code's cut on; another one moves the odds of the cut as
    far as it is from even odds, and 0 suggests everything, whatever it rests on.
    """
    if threshold == 0:
        return np.ones(probability.shape, dtype=bool)
    enough = np.zeros(probability.shape, dtype=bool)
    for at, one in enumerate(standings):
        if one.cut is not None:
            enough[:, at] = _odds(probability[:, at]) >= _odds(one.cut) * _odds(threshold)
    return enough


def _odds(probability: FloatArray | float) -> FloatArray:
    return np.asarray(probability / np.maximum(1 - np.asarray(probability), SMALLEST))


def _standings(standings: Sequence[Standing]) -> pd.DataFrame:
    names = ["code", "regime", "n_positive", "cut", "expected_f1"]
    table = pd.DataFrame([astuple(one) for one in standings], columns=names)
    kinds = {"code": "str", "regime": "str", "n_positive": "int64"}
    return table.astype(kinds | {"cut": "float64", "expected_f1": "float64"})
