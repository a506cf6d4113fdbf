"""Where a word, a theme, a code or a group occurs, and how many people that is of those asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.shown import Shown, Sight
from insight.study.context.words import Wanted

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

EVERYBODY = "everybody"
IN_ORDER = ["source_name", "document_id", "position", "segment_id"]
_NO_PEOPLE = "Statements of documents are nobody's: no people are counted."
_REFLEXIVE = "A reflexive analysis counts no people."
_SEVERAL = "A segment may be in several themes; it counts here for each of them."
_NOT_SEARCHED = "What interviewers said is not looked through."
_MIXED = "Where nobody read a segment, its code is what the machine suggests."
_EXACT = "Exact, for this machine alone: what may leave is in study.publish()."


@dataclass(frozen=True, repr=False)
class Found(Shown):
    """Where it was found, and how often.

    `places` : segment_id, start, end (code points of the de-identified text, end-exclusive), as
    the conversations go. `counts` : source_name, group (or everybody), n_people, n_asked,
    n_segments; somebody in two groups stands in both, and sources are never added up. n_people and
    n_asked are missing where no people are counted.
    """

    places: pd.DataFrame
    counts: pd.DataFrame
    notes: tuple[str, ...] = ()

    def sight(self) -> Sight:
        """The counts; the words are read with `Study.in_context`."""
        n = self.places["segment_id"].nunique()
        caption = f"Found {len(self.places):,} times in {n:,} segments"
        read = ("Read them with study.in_context(...).",) if n else ()
        return Sight(caption, self._side_by_side(), (*self.notes, *read))

    def _side_by_side(self) -> pd.DataFrame:
        """A row for everybody and for each group, a column for each source."""
        told = self.counts.assign(
            told=[
                _in_words(*row)
                for row in zip(
                    *(self.counts[name] for name in ("n_people", "n_asked", "n_segments")),
                    strict=True,
                )
            ]
        )
        wide = told.pivot_table(
            index="group", columns="source_name", values="told", aggfunc="first", fill_value=""
        )
        order = sorted(wide.index, key=lambda group: (group != EVERYBODY, group))
        return wide.loc[order].rename_axis(columns=None).reset_index()


def find(
    study: OpenedStudy,
    words: str = "",
    *,
    theme: int | None = None,
    code: str = "",
    group: str = "",
    source: str = "",
) -> Found:
    """Where participants, or published statements, hold all that is asked for.

    `words` as in `Wanted`. Without words a place is a whole segment, or the passage that people
    gave the `code`. InputError where nothing is asked for, or the study has no such theme, code,
    group or source.
    """
    if not (words or code or group or source or theme is not None):
        raise InputError(
            "nothing to look for", where="find", remedy="name words, a theme, a code or a group"
        )
    segments = study.tables["deidentified_segments"].query("role != 'interviewer'")
    segments = segments.sort_values(IN_ORDER, ignore_index=True)
    of_group = segments["stakeholder_groups"].str.split(";")
    kept = pd.Series(True, index=segments.index)
    notes = [_NOT_SEARCHED]
    if source:
        _insist("source", source, set(segments["source_name"]))
        kept &= segments["source_name"] == source
    if group:
        _insist("group", group, set(of_group.explode()))
        kept &= of_group.map(lambda own: group in own)
    if theme is not None:
        placed = study.tables["segment_themes"]
        _insist("theme", theme, set(study.tables["themes"]["theme_id"]))
        kept &= segments["segment_id"].isin(placed.loc[placed["theme_id"] == theme, "segment_id"])
        notes += [_SEVERAL]
    if code:
        holding, mixed = _coded(study, code)
        notes += [_MIXED] if mixed else []
        kept &= segments["segment_id"].isin(holding)
    places = _places(study, segments[kept], words, code)
    return Found(places, *_counted(study, segments, places, group, source, notes))


def _in_words(people: object, asked: object, segments: int) -> str:
    if people is pd.NA:
        return f"{segments} segments"
    return f"{people} of {asked} people"


def _insist(what: str, asked: object, known: Collection[object]) -> None:
    if asked not in known:
        raise InputError(
            f"this study has no such {what}", where="find", remedy=f"choose a {what} that it has"
        )


def _coded(study: OpenedStudy, code: str) -> tuple[set[str], bool]:
    """Segments that count as having `code`, and whether any of them is the machine's word."""
    from insight.coding import decided

    names = study.codebook.names if study.codebook else ()
    _insist("code", code, names)
    found = decided(study.tables["codings"]).query("code == @code")
    return set(found["segment_id"]), bool((found["basis"] != "human").any())


def _places(study: OpenedStudy, segments: pd.DataFrame, words: str, code: str) -> pd.DataFrame:
    if words:
        wanted = Wanted(words)
        rows = [
            (segment, start, end)
            for segment, text in zip(segments["segment_id"], segments["text"], strict=True)
            for start, end in wanted.places(text)
        ]
        found = pd.DataFrame(rows, columns=["segment_id", "start", "end"])
    else:
        found = segments[["segment_id"]].assign(start=0, end=segments["text"].str.len())
        if code:
            found = _passages(found, study.tables["codings"].query("code == @code"))
    return found.astype({"segment_id": "str", "start": "int64", "end": "int64"})


def _passages(whole: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Of each segment what people gave the code, from where the first began to the last's end."""
    marked = given[given["coder"] != "machine"].groupby("segment_id")
    spans = marked.agg(first=("start", "min"), last=("end", "max")).reset_index()
    both = whole.merge(spans, how="left", on="segment_id")
    start, end = both["first"].fillna(both["start"]), both["last"].fillna(both["end"])
    return both[["segment_id"]].assign(start=start, end=end)


def _counted(
    study: OpenedStudy,
    segments: pd.DataFrame,
    places: pd.DataFrame,
    group: str,
    source: str,
    notes: list[str],
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The `counts` of `Found`, a row for everybody in a source and for each group of it; notes."""
    from insight.inequality.evidence.mentions import groups_of, people_asked

    reflexive = study.settings.study.approach == "reflexive"
    asked = people_asked(
        study.tables["deidentified_segments"], study.tables["deidentified_speakers"]
    )
    hits = segments[segments["segment_id"].isin(places["segment_id"])]
    rows = []
    for name, said in segments.groupby("source_name"):
        if source and name != source:
            continue
        people = asked[asked["source_name"] == name]
        told = hits[hits["source_name"] == name]
        of_people, of_told = groups_of(people), groups_of(told)
        groups = sorted({*of_people["group"], *groups_of(said)["group"]})
        parts = [(one, of_people["group"].eq(one), of_told["group"].eq(one)) for one in groups]
        wanted = [part for part in parts if not group or part[0] == group]
        if not group:
            rows.append(_row(str(name), EVERYBODY, people, told, reflexive))
        rows += [_row(str(name), one, of_people[a], of_told[b], reflexive) for one, a, b in wanted]
    counts = pd.DataFrame(
        rows, columns=["source_name", "group", "n_people", "n_asked", "n_segments"]
    ).astype({"n_people": "Int64", "n_asked": "Int64"})
    if reflexive:
        notes = [*notes, _REFLEXIVE]
    elif counts["n_people"].isna().any():
        notes = [*notes, _NO_PEOPLE]
    return counts, (*notes, _EXACT)


def _row(
    source: str, group: str, asked: pd.DataFrame, told: pd.DataFrame, reflexive: bool
) -> tuple[object, ...]:
    """People, never mentions; of people who were asked, also those who left it blank."""
    segments = told["segment_id"].nunique()
    if reflexive or asked.empty:
        return source, group, pd.NA, pd.NA, segments
    people = told.loc[told["speaker_id"].isin(asked["speaker_id"]), "speaker_id"].nunique()
    return source, group, people, asked["speaker_id"].nunique(), segments
