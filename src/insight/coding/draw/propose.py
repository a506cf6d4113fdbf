"""Which texts people should code next, drawn so that figures can be made from what they say.

Texts of which more is to be learned are drawn more often (`gains`), every text now and then
(`FLOOR`), and all chances are kept. People who answered a survey are drawn with all their answers,
since figures count people; of talks, segments are drawn one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.coding.draw.gain import gains
from insight.coding.draw.sample import FLOOR, BoolArray, FloatArray, chances, pivotal
from insight.errors import InputError

ROLES = ("participant", "voice")


@dataclass(frozen=True)
class Proposal:
    """A batch to code.

    `drawn` : segment_id, chance; units in an order by lot, so that whoever stops early has read
    a sample all the same. `known` : segments that people had coded already, out of the draw.
    `size` : how many segments could have been drawn.
    """

    drawn: pd.DataFrame
    known: list[str]
    size: int


def units_of(segments: pd.DataFrame) -> pd.Series:
    """What is drawn as one, per segment: the person in a survey, else the segment itself."""
    of_survey = segments["mode"] == "survey"
    return segments["segment_id"].where(~of_survey, segments["speaker_id"])


def propose(
    segments: pd.DataFrame,
    probabilities: pd.DataFrame,
    human: pd.DataFrame,
    count: int,
    seed: int,
    floor: float = FLOOR,
) -> Proposal:
    """Draw `count` units (see `units_of`) of `segments` (DeidentifiedSegments) to be coded next.

    `probabilities` : the machine's for every code (columns) and segment (index: segment_id).
    `human` : what people coded so far (Codings); a unit is out once all its segments were read.
    The same tables give the same draw in any order of rows. Raises InputError where `count` is
    more than there is, or a segment has no probabilities.
    """
    heard = segments[segments["role"].isin(ROLES)]
    heard = heard.assign(unit=units_of(heard), read=heard["segment_id"].isin(human["segment_id"]))
    heard = heard.sort_values("segment_id", ignore_index=True)
    lost = int((~heard["segment_id"].isin(probabilities.index)).sum())
    if lost:
        raise InputError(f"{lost} segments have no probabilities", where="the draw")
    read = heard.groupby("unit")["read"].transform("all")
    frame = heard[~read].reset_index(drop=True)
    known = heard.loc[read, "segment_id"].to_list()
    if not 0 < count <= len(set(frame["unit"])):
        raise InputError(
            f"{count} asked for, and {len(set(frame['unit']))} are left to code",
            where="--count",
            remedy="ask for at least one, and no more than are left",
        )
    probability = probabilities.loc[frame["segment_id"]].to_numpy(dtype=np.float64)
    given = human[human["code"] != ""].drop_duplicates(["segment_id", "code"])
    positives = [float((given["code"] == code).sum()) for code in probabilities]
    frame["gain"] = gains(probability, np.array(positives))
    frame["likely"] = probability.argmax(axis=1)
    frame["probability"] = probability.max(axis=1, initial=0.0)
    units = _in_order(frame)
    chance = chances(units["gain"].to_numpy(dtype=np.float64), count, floor)
    generator = np.random.default_rng(seed)
    drawn = pivotal(chance, generator)
    return Proposal(_batch(frame, units, chance, drawn, generator), known, len(frame))


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """The units, like ones beside each other: by likeliest code, then by speaker.

    Of neighbours seldom both are drawn, so that the codes, and who speaks of them, are spread.
    """
    best = frame.sort_values(["unit", "probability", "segment_id"], ascending=[True, False, True])
    first = best.drop_duplicates("unit").set_index("unit")
    units = first[["likely", "speaker_id"]].join(frame.groupby("unit")["gain"].sum())
    return units.reset_index().sort_values(["likely", "speaker_id", "unit"], ignore_index=True)


def _batch(
    frame: pd.DataFrame,
    units: pd.DataFrame,
    chance: FloatArray,
    drawn: BoolArray,
    generator: np.random.Generator,
) -> pd.DataFrame:
    chosen = units.loc[drawn, ["unit"]].assign(chance=chance[drawn])
    chosen = chosen.assign(turn=generator.permutation(len(chosen)))
    batch = frame[["segment_id", "unit"]].merge(chosen, on="unit")
    batch = batch.sort_values(["turn", "segment_id"], ignore_index=True)
    return batch[["segment_id", "chance"]]
