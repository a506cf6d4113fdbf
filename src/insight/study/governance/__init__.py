"""Evidence for the controller's own assessment: the governance report and the sheets beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from insight.errors import InputError
from insight.report.governance import Governance, Section, Words, write_governance
from insight.study.governance import measures, residual
from insight.study.governance.counts import Counts
from insight.study.governance.risk import Residual, residual_risk
from insight.study.governance.worksheet import write_sheets
from insight.study.people import records

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from insight.study.method import Study


def govern(
    study: Study,
    *,
    public: Path | None = None,
    gold: Path | None = None,
    also: Sequence[str] = (),
    exact: bool = False,
) -> Iterator[str]:
    """Write the governance report of the last run to .private/governance; yields what was done.

    `public` : folder of texts that are public already. `gold` : hand-marked spans, to measure
    recall. `also` : declared attributes that count beside the usual ones. `exact` : small numbers
    as they are; the report must then not travel.
    """
    if records.destroyed(study.folder) and "segments" not in study.tables:
        raise InputError(
            "the raw files and personal tables of this study are destroyed",
            where=study.folder.root.name,
            remedy="keep the report that was made before; a new one has nothing to reckon with",
        )
    marked = measures.read_gold(gold) if gold else None
    with study.folder.locked():
        found = residual_risk(study, public_texts(public) if public else None, also)
        counts = Counts(study.settings.disclosure.survey, exact)
        report = governance(study, found, counts, marked, measures.today())
        folder = study.folder.private / "governance"
        write_sheets(found, folder)
        page, document = write_governance(report, folder)
    yield f"{page.name} and {document.name}: the report, without words of anybody"
    yield f"intruder-worksheet.xlsx: {len(found.riskiest)} passages to try, de-identified"
    yield f"safeguarding.csv: {found.harm['segment_id'].nunique()} passages for a person to read"
    yield f"quotes-to-look-at.csv: {int(found.of_quotes['look'].sum())} quotes to look at again"
    if found.public is not None:
        yield f"public-words.csv: {found.public['segment_id'].nunique()} passages nearly public"


def governance(
    study: Study, found: Residual, counts: Counts, gold: pd.DataFrame | None, on: date
) -> Governance:
    """The report as sections; the same tables and day give the same report."""
    marks = [
        "Confidential: small numbers are exact. This copy must not leave the organisation."
        if counts.exact
        else f"Numbers below {counts.policy.threshold} are hidden and others rounded to the "
        f"nearest {counts.policy.base}. It holds no words of anybody."
    ]
    if (study.reading_units()["reading"] != "read").any():
        marks.append("State of the study: draft. Not everything was read by a named person.")
    return Governance(
        title="Governance report: evidence for a data protection impact assessment",
        study=study.settings.study.title,
        controller=study.settings.study.controller,
        as_of=on.isoformat(),
        marks=tuple(marks),
        sections=(
            Section("What this report is", (Words(_ABOUT), Words(_FOR_PEOPLE))),
            measures.roles(study),
            measures.holdings(study, counts),
            measures.custody(study, on),
            measures.detection(study, counts, gold),
            measures.reading(study, counts),
            measures.releases(study, counts),
            residual.alike(found, counts),
            residual.residents(found, counts),
            residual.words(found, counts),
            measures.limits(),
        ),
    )


def public_texts(folder: Path) -> dict[str, str]:
    """The texts in `folder`, by file name within it; InputError where there is none to read."""
    from insight.corpus import read_file
    from insight.store import StudyKey

    if not folder.is_dir():
        raise InputError("there is no such folder", where="--public", remedy="name a folder")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name[:1] != ".")
    if not paths:
        raise InputError("the folder is empty", where="--public", remedy="put public texts there")
    told: dict[str, str] = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() in _PLAIN:
            told[name] = path.read_text("utf-8", errors="replace")
        else:
            read = read_file(path, StudyKey(b"public texts have no secret"))
            told[name] = "\n".join(read.documents["text"])
    return told


_PLAIN = (".txt", ".md", ".csv", ".tsv", ".jsonl", ".json")
_ABOUT = (
    "It gathers what was done to protect the people of this study, with measured figures, and what "
    "risk is left. It was made by the program from its own tables and records. It is evidence for "
    "the controller's own assessment and does not take its place."
)
_FOR_PEOPLE = (
    "Parts marked for people cannot be answered by a program. Fill them in in the Word file. The "
    "report holds no words of anybody, neither raw nor de-identified."
)
