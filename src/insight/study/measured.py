"""What figures are made from: codes and themes that count, people and their areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import SourceError, VintageError
from insight.store import write_csv
from insight.study.people import drawing

if TYPE_CHECKING:
    from insight.inequality.evidence import Evidence
    from insight.study.opened import OpenedStudy


def evidence(study: OpenedStudy, *, sampled: bool = True) -> Evidence:
    """Everything that `measure` needs of `study`.

    Unless `sampled`, without what puts a machine's figures right, which takes long to make.
    """
    from insight.coding import decided, questions_raising
    from insight.inequality.evidence import Evidence

    segments, codings = study.tables["deidentified_segments"], study.tables["codings"]
    codes = decided(codings).rename(columns={"code": "subject_id"})
    themes = study.tables["segment_themes"].query("theme_id >= 0")
    said = pd.concat(
        [
            codes[["segment_id", "subject_id"]].assign(subject="code"),
            themes[["segment_id"]].assign(
                subject_id=themes["theme_id"].astype(str), subject="theme"
            ),
        ],
        ignore_index=True,
    )
    raising = pd.DataFrame({"question": [], "code": []}, dtype="str")
    codebook = pd.DataFrame({"code": [], "origin": []}, dtype="str")
    if study.codebook is not None:
        raising = questions_raising(study.codebook, sorted(set(segments["question_asked"])))
        codebook = study.codebook.table()
    figures = study.settings.figures
    return Evidence(
        segments=segments,
        speakers=study.tables["deidentified_speakers"],
        said=said,
        codings=codings,
        raising=raising,
        ranks=study.tables["speaker_areas"][["speaker_id", "local_rank"]].dropna(),
        codes=codebook,
        population=study.reference.population if study.reference else None,
        approach=study.settings.study.approach,
        sample=drawing.sample(study, codings, study._watch) if sampled else None,
        localities=localities(study),
        rake_on=tuple(figures.margins) if figures.weights == "raked" else (),
        other_ranks=_other_ranks(study),
    )


def write_sensitivity(study: OpenedStudy) -> None:
    """How far gradients move when made in another way, for the analyst alone."""
    if "sensitivity" in study.tables:
        path = study.folder.review / "sensitivity.csv"
        write_csv(study.tables["sensitivity"], path, private=True, for_excel=True)


def localities(study: OpenedStudy) -> pd.DataFrame | None:
    """speaker_id, locality (MSOA), where the table of residents counts localities."""
    reference = study.reference
    if reference is None or not (reference.population["margin"] == "locality").any():
        return None
    names = reference.index.set_index("lsoa_code")["msoa_name"]
    areas = study.tables["speaker_areas"]
    locality = areas["lsoa_code"].map(names).fillna("")
    return areas[["speaker_id"]].assign(locality=locality)


def _other_ranks(study: OpenedStudy) -> dict[str, pd.DataFrame]:
    """speaker_id, local_rank by other rankings: England's tenths, and the other index if there.

    An LSOA code that both indices know is the same area in both.
    """
    if study.reference is None:
        return {}
    areas = study.tables["speaker_areas"]
    ranked = {
        "national ranks": areas.assign(local_rank=(areas["decile"].astype("Float64") - 0.5) / 10)
    }
    other = _other_index(study)
    if other is not None:
        of_area = other.set_index("lsoa_code")["local_rank"]
        ranked["other index"] = areas.assign(local_rank=areas["lsoa_code"].map(of_area))
    return {
        name: table[["speaker_id", "local_rank"]].dropna().astype({"local_rank": "float64"})
        for name, table in ranked.items()
    }


def _other_index(study: OpenedStudy) -> pd.DataFrame | None:
    """The areas of the index that the study does not use; None where its table is not there."""
    from insight.places import read_reference

    settings = study.settings.places
    name = "iod2019" if settings.deprivation == "iod2025" else "iod2025"
    try:
        other = read_reference(study.folder.root, settings.model_copy(update={"deprivation": name}))
    except (SourceError, VintageError):
        return None
    return other.index
