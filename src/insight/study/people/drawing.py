"""What people code next: drawn by known chances, put before them blind, and read back.

The sheet `to_code.csv` shows the words of what was drawn, in an order by lot, with nothing of what
the machine thinks of them, and not how likely they were to be drawn; that is in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.progress import Progress, silent
from insight.store import write_csv
from insight.store.ledger import Decision
from insight.study.people.sheets import read_sheet
from insight.study.people.taken import AS_OF, Taken, as_of, elsewhere_line
from insight.study.people.who import person_named

if TYPE_CHECKING:
    from insight.coding import Codebook
    from insight.inequality.evidence import Sample
    from insight.study.opened import OpenedStudy, Watch

FILE = "to_code.csv"
NONE, SEPARATOR = "none", ";"
FOLDS = 5
COLUMNS = ["turn", "segment_id", "question", "text", "codes", "coder", "digest"]


def draw(
    study: OpenedStudy, count: int, coder: str, on: str, progress: Progress = silent
) -> Iterator[str]:
    """Draw `count` people or segments for `coder` to code next, and write the sheet.

    Raises InputError where an earlier sheet holds marks that are not recorded yet.
    """
    from insight.coding.draw import draw_decisions, next_round, propose, rounds_of
    from insight.coding.people.noted import text_digest
    from insight.study.people.coding import human_codings

    who = person_named(coder, "--coder", "who is going to code")
    book = _codebook(study)
    path = study.folder.review / FILE
    if path.is_file() and _unrecorded(study, path):
        raise InputError(
            "it holds codes that are not recorded yet",
            where=FILE,
            remedy="record them with `insight approve`, or delete the sheet",
        )
    segments = study.tables["deidentified_segments"]
    human = human_codings(study).codings
    number = next_round(rounds_of(study.ledger.decisions()))
    lot = sha256(f"{study.settings.study.seed} {number} {who}".encode()).digest()
    proposal = propose(
        segments,
        _wide(
            _every_probability(study, book, human, progress),
            book,
            segments["segment_id"],
        ),
        human,
        count,
        int.from_bytes(lot[:8], "big"),
    )
    study.ledger.append(draw_decisions(proposal, number, segments, study.key, who, on))
    written = len(study.ledger.lines())
    shown = proposal.drawn[["segment_id"]].merge(segments, on="segment_id", how="left")
    sheet = shown.assign(
        turn=range(1, len(shown) + 1),
        question=shown["question_asked"],
        codes="",
        coder=who,
        digest=[text_digest(study.key, text) for text in shown["text"]],
    )
    sheet[AS_OF] = written
    write_csv(sheet[[*COLUMNS, AS_OF]], path, private=True, for_excel=True)
    yield f"{len(sheet)} texts of {count} people or passages drawn, round {number}, for {who}."
    yield (
        f'Write the codes that apply into column "codes" of .private/review/{FILE}, joined by '
        f'"{SEPARATOR}", or "{NONE}"; from the top down, so that an early end does no harm. Then '
        "record them with `insight approve`."
    )


def record_coded(study: OpenedStudy, by: str, on: str) -> list[Decision]:
    """What is marked in the sheet, as decisions of the person called `by`, whose sheet it is.

    A row on what its coder decided elsewhere since it was drawn does not count (`coded_elsewhere`
    tells of it). InputError names the row where a code is none, or where the text has changed.
    """
    return [one for row in _marked(study, by, on) if not row.changed for one in row.asked]


def coded_elsewhere(study: OpenedStudy, by: str) -> str:
    """What to tell of rows that say otherwise than their coder decided since they were drawn."""
    rows = [row.number for row in _marked(study, by, "") if row.changed and row.differs]
    return elsewhere_line(rows, FILE, "what was decided later stands; change it at the review desk")


@dataclass(frozen=True)
class _Row:
    """What a marked row asks for; whether its coder decided on it since, and not on these codes."""

    number: int
    asked: list[Decision]
    changed: bool
    differs: bool


def _marked(study: OpenedStudy, by: str, on: str) -> Iterator[_Row]:
    """The marked rows of the sheet, which is that of the coder called `by`."""
    from insight.coding import Seen, code_decision, read_decision
    from insight.coding.people.noted import APPLIED, CODE, READ, text_digest

    path = study.folder.review / FILE
    sheet = _read(path) if path.is_file() else pd.DataFrame(columns=COLUMNS)
    marked = sheet[sheet["codes"] != ""]
    if marked.empty:
        return
    if set(marked["coder"]) != {by.strip()}:
        raise InputError(
            "the sheet was drawn for somebody else",
            where=FILE,
            remedy="let the coder it was drawn for record it: `insight approve --by` their name",
        )
    taken = Taken.of(study.ledger, as_of(sheet))
    segments = study.tables["deidentified_segments"]
    texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
    columns = (marked[name] for name in ("segment_id", "codes", "digest"))
    book = _codebook(study)
    for number, segment, codes, digest in zip(marked.index + 2, *columns, strict=True):
        given = _codes(codes, book, int(number))
        text = texts.get(segment, "")
        if not text or text_digest(study.key, text) != digest:
            raise _wrong(int(number), "text", "its words are not the same any more", "draw again")
        seen = Seen(segment, text, by.strip(), on)
        own = [
            one
            for one in taken.on(segment, digest)
            if one[0] in (CODE, READ)
            and one[4] == seen.by
            and one[3].rsplit("|")[-1] == str(seen.round)
        ]
        coded = {one: taken.now[one].startswith(APPLIED) for one in own if one[0] == CODE}
        asked = [read_decision(seen, study.key)]
        for code in book.names:
            whole = code_decision(seen, study.key, code, 0, len(text), withdrawn=code not in given)
            if code in given or coded.get(whole.matter):
                asked.append(whole)
        stand = {one[3].rsplit("|", 2)[0] for one, applied in coded.items() if applied}
        yield _Row(int(number), asked, taken.changed(own), stand != given)


def with_chances(study: OpenedStudy, human: pd.DataFrame) -> pd.DataFrame:
    """`human` (Codings) with the chance with which each segment was drawn, as the ledger has it."""
    from insight.coding.draw import rounds_of

    drawn = {one: q for a in rounds_of(study.ledger.decisions()) for one, q in a.chance.items()}
    chance = human["segment_id"].map(drawn).astype("float64")
    return human.assign(sampling_probability=human["sampling_probability"].fillna(chance))


def sample(study: OpenedStudy, codings: pd.DataFrame, watch: Watch) -> Sample | None:
    """What people coded of what was drawn, and what the machine says of it unseen.

    None where no chances are known, or no source could use them. For each fifth of the speakers
    the machine learns from what people coded of the others.
    """
    from insight.coding.draw import rounds_of, sample_weights
    from insight.coding.people.human import MACHINE
    from insight.inequality.evidence import Sample, figures_of

    segments = study.tables["deidentified_segments"]
    human = codings[codings["coder"] != MACHINE]
    weights = sample_weights(human, segments, rounds_of(study.ledger.decisions()))
    designs = segments[["mode", "sampling"]].drop_duplicates()
    of_use = any(
        figures_of(str(mode), str(sampling), study.settings.study.approach).intervals
        for mode, sampling in zip(designs["mode"], designs["sampling"], strict=True)
    )
    book = study.codebook
    if weights.empty or book is None or not of_use:
        return None
    fold = segments["speaker_id"].map(
        {who: at % FOLDS for at, who in enumerate(sorted(set(segments["speaker_id"])))}
    )
    progress = watch("Unseen, for correction")
    parts = []
    for at in range(FOLDS):
        own = segments.loc[fold == at, "segment_id"]
        found = _every_probability(study, book, human[~human["segment_id"].isin(own)])
        parts.append(found[found["segment_id"].isin(own)])
        progress(at + 1, FOLDS)
    return Sample(weights, pd.concat(parts, ignore_index=True))


def _every_probability(
    study: OpenedStudy,
    book: Codebook,
    human: pd.DataFrame,
    progress: Progress = silent,
) -> pd.DataFrame:
    """segment_id, code, probability: the machine's for everything, likely or not."""
    from insight.coding import suggest

    found = suggest(
        study.tables["deidentified_segments"],
        study.vectors,
        book,
        human,
        study.settings.coding.model_copy(update={"threshold": 0.0}),
        study.encoder.encode,
        progress=progress,
    ).codings
    return found[["segment_id", "code", "probability"]]


def _wide(found: pd.DataFrame, book: Codebook, segments: pd.Series) -> pd.DataFrame:
    """Probabilities by segment (index) and code (columns); 0 where the machine says nothing."""
    wide = found.pivot_table(index="segment_id", columns="code", values="probability")
    return wide.reindex(index=segments, columns=list(book.names)).fillna(0.0)


def _codebook(study: OpenedStudy) -> Codebook:
    if study.codebook is None:
        raise InputError(
            "this study has no codebook", where="study.toml, coding.codebook", remedy="name one"
        )
    return study.codebook


def _codes(told: str, book: Codebook, number: int) -> set[str]:
    """The codes in a cell; InputError where one is none."""
    codes = {one.strip() for one in told.split(SEPARATOR) if one.strip()}
    if {one.casefold() for one in codes} == {NONE}:
        return set()
    if not codes or not codes.issubset(book.names):
        raise _wrong(number, "codes", "not a code of the codebook", f'choose, or write "{NONE}"')
    return codes


def _unrecorded(study: OpenedStudy, path: Path) -> bool:
    """Whether the sheet holds a mark on a segment on which its coder decided nothing since."""
    from insight.coding.people.noted import CODE, READ

    sheet = _read(path)
    marked = sheet[sheet["codes"] != ""]
    lines = study.ledger.decisions()
    known = {(one.about, one.by) for one in lines if one.what in (CODE, READ)}
    pairs = zip(marked["segment_id"], marked["coder"], strict=True)
    return any(pair not in known for pair in pairs)


def _read(path: Path) -> pd.DataFrame:
    sheet = read_sheet(path, COLUMNS, "delete the sheet, and draw again")
    return sheet.assign(codes=sheet["codes"].str.strip())


def _wrong(number: int, column: str, problem: str, remedy: str) -> InputError:
    return InputError(problem, where=f'{FILE}, row {number}, column "{column}"', remedy=remedy)
