"""What people coded, from wherever they did; and what becomes of it under a new codebook.

Codings of an earlier version of the codebook go to people in a sheet, `to_recode.csv`. It shows
their words, and lies in `.private`; what was marked and not recorded yet survives the next run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.schemas import Codings, empty
from insight.store import write_csv
from insight.store.ledger import Decision
from insight.study.people.who import person_named

if TYPE_CHECKING:
    from insight.coding.people.recoding import Recoded, Recoder
    from insight.study.opened import OpenedStudy

FILE = "to_recode.csv"
NONE = "none"
_TO_FILL = ["new_codes", "note"]
_WORDS = ["question", "words", "segment"]


def human_codings(study: OpenedStudy) -> Recoded:
    """Codings of people from their CSV, from projects and from the ledger, as they are now."""
    from insight.coding import noted_codings, project_codings, read_human_codes
    from insight.coding.people.recoding import recoded
    from insight.coding.people.together import together

    segments, book = study.tables["deidentified_segments"], study.codebook
    written, notes = empty(Codings), list[str]()
    if study.settings.coding.human:
        path = study.folder.root / study.settings.coding.human
        raw, found = study.tables["segments"], study.tables["identifiers"]
        written = read_human_codes(path, segments, raw, found)
    if "source_codings" in study.tables and len(study.tables["source_codings"]):
        imported, told = project_codings(
            study.tables["source_codings"],
            study.tables["segments"],
            segments,
            study.tables["identifiers"],
            book,
        )
        notes += told
        both = pd.concat([written, imported], ignore_index=True)
        written = both.drop_duplicates(list(Codings._key), ignore_index=True)
    decisions = study.ledger.decisions()
    noted = noted_codings(decisions, segments, book, study.key)
    codings, told_together = together(written, noted)
    now = recoded(codings, decisions, book, _texts(study), study.key)
    notes += [*noted.notes, *told_together, *now.notes, *_unknown(now.codings, study)]
    return type(now)(now.codings, now.open, notes)


def _unknown(codings: pd.DataFrame, study: OpenedStudy) -> Iterator[str]:
    if study.codebook is None:
        return
    strange = codings.loc[~codings["code"].isin(["", *study.codebook.names]), "code"]
    if len(strange):
        yield (
            f"{len(strange)} codings are of {strange.nunique()} codes that are not in the codebook."
        )


def _texts(study: OpenedStudy) -> dict[str, str]:
    segments = study.tables["deidentified_segments"]
    return dict(zip(segments["segment_id"], segments["text"], strict=True))


def recode(study: OpenedStudy, before: Path, by: str, on: str) -> Iterator[str]:
    """Bring in the study's codebook after the version in the file `before`; yields what to tell.

    Codings of renamed and merged codes are carried over; of those that were split or redefined
    every coding goes to the sheet. Recorded by `by` on the day `on`.
    """
    from insight.coding import compare, read_codebook
    from insight.coding.people.recoding import ASKED, CARRIED, asked_anew

    if study.codebook is None:
        raise InputError(
            "this study has no codebook", where="study.toml, coding.codebook", remedy="name one"
        )
    differences = compare(read_codebook(before), study.codebook)
    lines = asked_anew(human_codings(study).codings, differences, _recoder(study, by, on))
    standing = {one.matter for one in study.ledger.decisions()}
    added = study.ledger.append([one for one in lines if one.matter not in standing])
    yield from differences.words or ["The two versions say the same."]
    yield f"{sum(one.what == CARRIED for one in added)} codes are carried over."
    asked = sum(one.verdict.startswith(ASKED) for one in added)
    yield f"{asked} codings more are to be decided on: see .private/review/{FILE}."
    write_sheet(study, human_codings(study).open)


def _recoder(study: OpenedStudy, by: str, on: str) -> Recoder:
    from insight.coding.people.recoding import Recoder

    return Recoder(person_named(by, "--by", "who decides"), on, _texts(study), study.key)


def write_sheet(study: OpenedStudy, waiting: pd.DataFrame) -> None:
    """The sheet of codings that wait for a decision, with what was marked in the one before."""
    path = study.folder.review / FILE
    if waiting.empty:
        path.unlink(missing_ok=True)
        return
    segments = study.tables["deidentified_segments"][["segment_id", "question_asked", "text"]]
    shown = waiting.merge(segments, on="segment_id", how="left")
    spans = zip(shown["text"], shown["start"], shown["end"], strict=True)
    sheet = shown.assign(
        words=[text[start:end] for text, start, end in spans],
        question=shown["question_asked"],
        segment=shown["text"],
    )[[*waiting.columns, *_WORDS]]
    key = [name for name in waiting.columns if name != "choices"]
    marked = (
        _read(path)[[*key, *_TO_FILL]]
        if path.is_file()
        else waiting[key].assign(**dict.fromkeys(_TO_FILL, ""))
    )
    both = sheet.astype("str").merge(marked.astype("str"), on=key, how="left").fillna("")
    write_csv(both, path, private=True, for_excel=True)


def _read(path: Path) -> pd.DataFrame:
    from insight.coding.people.human import KEY

    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    missing = [name for name in (*KEY, "version", *_TO_FILL) if name not in sheet.columns]
    if missing:
        raise InputError(
            f"columns are missing: {', '.join(missing)}",
            where=path.name,
            remedy="delete the sheet, and run `insight run` to get a fresh one",
        )
    return sheet.drop_duplicates([*KEY, "version"])


def record_recoding(study: OpenedStudy, by: str, on: str) -> list[Decision]:
    """What is marked in the sheet, as decisions of the person called `by`.

    `new_codes` holds codes of the codebook, joined by ";", or "none". InputError names the row
    where it holds anything else, or where the coding does not wait for a decision.
    """
    from insight.coding.people.recoding import SEPARATOR

    path = study.folder.review / FILE
    if not path.is_file():
        return []
    sheet, recoder = _read(path), _recoder(study, by, on)
    places = human_codings(study).open.drop(columns="choices").itertuples(index=False, name=None)
    waiting = {tuple(map(str, place)): place for place in places}
    names = set(study.codebook.names if study.codebook else ())
    decisions = []
    for number, row in enumerate(sheet.itertuples(index=False), start=2):
        told = [one.strip() for one in str(row.new_codes).split(SEPARATOR) if one.strip()]
        if not told:
            continue
        codes = [] if [one.casefold() for one in told] == [NONE] else told
        if not names.issuperset(codes):
            raise _wrong(number, "not a code of the codebook", f'choose, or write "{NONE}"')
        place = (row.segment_id, row.start, row.end, row.code, row.coder, row.round, row.version)
        if tuple(map(str, place)) not in waiting:
            raise _wrong(number, "this coding waits for no decision", "run `insight run` again")
        *own, version = waiting[tuple(map(str, place))]
        decisions.append(recoder.answer(tuple(own), str(version), codes))
    return decisions


def _wrong(number: int, problem: str, remedy: str) -> InputError:
    return InputError(problem, where=f'{FILE}, row {number}, column "new_codes"', remedy=remedy)
