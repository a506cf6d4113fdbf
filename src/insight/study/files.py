"""The verbs that work on files without a study: read, themes, code, data get."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.progress import Progress
from insight.schemas import DeidentifiedSegments, SegmentThemes, Themes, empty, validate
from insight.settings import CodingSettings, ThemesSettings
from insight.settings.analysis import Vectors
from insight.store import StudyKey, write_csv

if TYPE_CHECKING:
    from insight.coding.machine import Suggestions
    from insight.corpus import Checked

Watch = Callable[[str], Progress]
SEED = 20261123
_DIGITS = 4
_CODING = "Applying the codebook"


@dataclass(frozen=True)
class FilesRead:
    """What `read` found and did.

    `to_correct` is the folder of transcripts to correct, None where there are none.
    """

    notes: tuple[str, ...]
    files: Checked
    to_correct: Path | None

    def insist(self) -> None:
        """Raise InputError where a file could not be read."""
        failed = [one for one in self.files.files if one.problem]
        if failed:
            raise InputError(
                f"{len(failed)} of {len(self.files.files)} files could not be read",
                remedy="mend what is said of them above; the others are read",
            )


def read(files: Sequence[Path], out: Path) -> FilesRead:
    """Read `files` and write documents, speakers, segments and exclusions to `out` (private).

    Every transcript is also written to `out`/to-correct, as Word and as CSV, for whoever corrects
    it against the recording. A file that cannot be read is told in the result; InputError where
    none can.
    """
    from insight.corpus import Checked, combined, look, read_one, write_to_correct
    from insight.corpus.correction import FOLDER
    from insight.corpus.formats.content import Transcript

    key = StudyKey.at(out / "key")
    found = [read_one(path, key) for path in files]
    problems = [one.problem for one in found if one.problem is not None]
    if len(problems) == len(found) and problems:
        raise problems[0]
    corpus = combined([one.tables for one in found if one.tables is not None])
    notes = list(corpus.notes)
    for name in ("documents", "speakers", "segments", "exclusions"):
        frame = getattr(corpus, name)
        write_csv(frame, out / f"{name}.csv", private=True)
        notes.append(f"{name}: {len(frame)} rows")
    if len(corpus.codings):
        write_csv(corpus.codings, out / "source_codings.csv", private=True)
        notes.append(f"source_codings: {len(corpus.codings)} rows")
    talks = [
        write_to_correct(one.content, one.file.source, out / FOLDER)
        for one in found
        if isinstance(one.content, Transcript)
    ]
    return FilesRead(
        tuple(notes),
        Checked(look(found), tuple(map(str, problems))),
        out / FOLDER if talks else None,
    )


def themes(
    file: Path,
    text: str,
    id_column: str | None,
    out: Path,
    number: int | None,
    watch: Watch,
    save: Path | None = None,
    kind: Vectors = "default",
) -> Iterator[str]:
    """Candidate themes of the table `file`: themes.csv, segment_themes.csv and headings.csv.

    With `save` the fitted model is kept in that folder, for a later wave.
    """
    from insight.themes import fit_themes
    from insight.themes.saved import SavedThemes, write_saved

    segments, vectors = _embedded(file, text, id_column, kind, watch)
    settings = ThemesSettings(
        min_words=1, number="auto" if number is None else number, vectors=kind
    )
    found = fit_themes(segments, vectors, settings, SEED, watch("Candidate themes"))
    _write_themes(found.themes, found.segment_themes, out)
    if len(found.hierarchy):
        write_csv(found.hierarchy, out / "headings.csv")
    yield found.note
    if save is not None:
        write_saved(SavedThemes.of(found, settings, SEED), save)
        yield f"The model lies in {save}: numbers and words of the themes, no text."


def apply_model(
    file: Path, text: str, id_column: str | None, out: Path, model: Path, watch: Watch
) -> Iterator[str]:
    """A later wave, the table `file`, in the themes kept in `model`.

    Writes themes.csv, segment_themes.csv, headings.csv, drift.csv and, of what fits no theme,
    new_ground.csv and segment_new_ground.csv: candidate themes, and the rows in them (theme_id -1:
    in none).
    """
    from insight.themes.saved import apply_themes, read_saved

    saved = read_saved(model)
    segments, vectors = _embedded(file, text, id_column, saved.settings.vectors, watch)
    done = apply_themes(saved, segments, vectors, intervals=True)
    _write_themes(done.themes, done.segment_themes, out)
    write_csv(done.headings, out / "headings.csv")
    write_csv(done.drift, out / "drift.csv")
    ground = done.new_ground
    new = empty(Themes) if ground is None else ground.themes
    rows = empty(SegmentThemes) if ground is None else ground.segment_themes
    if ground is not None and new.empty:
        rows = ground.exemplars.assign(weight=1.0)
    _write_themes(new, rows, out, "new_ground.csv", "segment_new_ground.csv")
    yield from done.notes
    yield "Intervals in drift.csv hold if those who answered speak like those who did not."


def _embedded(
    file: Path, text: str, id_column: str | None, kind: Vectors, watch: Watch
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the table `file` as segments, and their vectors."""
    from insight.corpus import read_rows
    from insight.inference import encoder_of, rounded

    rows = read_rows(file, text, id_column)
    vectors = rounded(encoder_of(kind).encode(list(rows["text"]), watch("Sentence vectors")))
    table = pd.DataFrame({"segment_id": rows["id"], "vector": list(vectors)})
    return _as_segments(rows), table


def _write_themes(
    themes: pd.DataFrame,
    weights: pd.DataFrame,
    out: Path,
    name: str = "themes.csv",
    rows: str = "segment_themes.csv",
) -> None:
    told = themes.query("theme_id >= 0").rename(
        columns={"n_segments": "n", "repeatability": "stability"}
    )
    write_csv(told[["theme_id", "label", "keywords", "n", "stability"]], out / name)
    by_row = weights.rename(columns={"segment_id": "id"})
    write_csv(by_row[["id", "theme_id", "weight"]], out / rows)


def _as_segments(rows: pd.DataFrame) -> pd.DataFrame:
    """Each row of a table as a segment of somebody else's."""
    return validate(
        DeidentifiedSegments,
        pd.DataFrame(
            {
                "segment_id": rows["id"],
                "document_id": rows["id"],
                "speaker_id": rows["id"],
                "source_name": "table",
                "kind": "survey",
                "mode": "survey",
                "sampling": "self_selected",
                "wave": "1",
                "role": "participant",
                "stakeholder_groups": "",
                "question_asked": "",
                "prompted": False,
                "position": 0,
                "attribution": "",
                "target_org": "",
                "language": "",
                "set_aside": "",
                "same_as": "",
                "text": rows["text"],
                "n_redactions": 0,
                "state": "detected",
            }
        ),
    )


@dataclass(frozen=True)
class Coded:
    """What `code` did, and what the suggestions of each code rest on, to be shown."""

    notes: tuple[str, ...]
    standings: pd.DataFrame


def code(
    file: Path,
    text: str,
    id_column: str | None,
    codebook: Path,
    coded: Path | None,
    out: Path,
    watch: Watch,
) -> Coded:
    """The codebook applied to the table `file`; writes segment_codes.csv and codes_learned.csv.

    The latter says of each code whether it was learned from what people coded, from how many texts,
    from which probability on it is suggested, and the F1 expected of that. Where `coded` tells the
    chance with which each row was drawn, code_prevalence.csv says how common each code is, as
    people put the machine right.
    """
    from insight.coding import codebook_path, read_codebook, suggest_rows
    from insight.corpus import read_rows
    from insight.inference import SentenceEncoder
    from insight.study.coded import CHANCE, corrected_shares, read_coded

    rows = read_rows(file, text, id_column)
    book = read_codebook(codebook_path(str(codebook), Path()))
    decisions = read_coded(coded, rows["id"], book) if coded else None
    encoder = SentenceEncoder()

    def suggest(known: pd.DataFrame | None) -> Suggestions:
        return suggest_rows(rows, book, known, encoder.encode, CodingSettings(), watch(_CODING))

    suggested = suggest(decisions)
    write_csv(suggested.codings, out / "segment_codes.csv")
    standings = suggested.standings.round(_DIGITS)
    write_csv(standings, out / "codes_learned.csv")
    told = int(suggested.codings["assigned"].sum())
    notes = [f"{told} codes suggested for {len(rows)} texts", *suggested.notes]
    if decisions is not None and decisions[CHANCE].notna().any():
        shares = corrected_shares(rows["id"], decisions, book, lambda known: suggest(known).codings)
        write_csv(shares, out / "code_prevalence.csv")
        drawn = decisions.loc[decisions[CHANCE].notna(), "id"].nunique()
        notes.append(
            f"code_prevalence.csv: shares put right by {drawn} texts that people drew and coded"
        )
    return Coded(tuple(notes), _shown(standings))


def _shown(standings: pd.DataFrame) -> pd.DataFrame:
    """`standings` with two digits, and nothing where nothing is suggested."""
    told = {
        name: [f"{value:.2f}" if value == value else "" for value in standings[name]]
        for name in ("cut", "expected_f1")
    }
    return standings.assign(**told)


def get(name: str, folder: Path | None, watch: Watch) -> Path:
    """Fetch the official file `name` into the cache; returns where it lies."""
    from insight.places import download

    return download(name, folder, progress=watch(f"Fetching {name}"))
