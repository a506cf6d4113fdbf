"""What could still tell who somebody is, reckoned over a finished run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.store import StudyFolder

if TYPE_CHECKING:
    from insight.disclosure.risk import Places
    from insight.disclosure.risk.residents import Margins
    from insight.study.method import Study

QUOTE_COLUMNS = ["quote_id", "segment_id", "speaker_id", "text", "said_by", "status"]


@dataclass(frozen=True)
class Diversity:
    """l of one kind of sensitive thing, as partners have it, and what classes give away."""

    what: str
    least: int
    table: pd.DataFrame


@dataclass(frozen=True)
class Residual:
    """Everything that `insight govern` reckons; frames as in `insight.disclosure.risk`.

    `ladders` : by source, and "everybody" first. `classes` : per step of the ladder, shares of
    people alone, in classes of 2 to 4, of 5 to 9, and larger. `known`, `assumed` : residents alike,
    without and with what is assumed of attributes without a margin; None where no table of
    residents is named. `public` : None where no public text was given.
    """

    attributes: pd.DataFrame
    ladders: Mapping[str, pd.DataFrame]
    classes: tuple[tuple[float, ...], ...]
    single: frozenset[str]
    helps: pd.DataFrame
    special: pd.DataFrame
    margins: Margins | None
    known: pd.DataFrame | None
    assumed: pd.DataFrame | None
    by_chance: float
    diversity: tuple[Diversity, ...]
    quotes: pd.DataFrame
    of_quotes: pd.DataFrame
    of_people: pd.DataFrame
    public: pd.DataFrame | None
    harm: pd.DataFrame
    texts: pd.DataFrame
    riskiest: pd.DataFrame


def residual_risk(
    study: Study, public: Mapping[str, str] | None = None, also: Sequence[str] = ()
) -> Residual:
    """What could still tell who somebody is in `study`; tables come from the last run.

    `public` : texts that are public already, by name. `also` : attributes that study.toml
    declares, which count beside the usual ones.
    """
    from insight.disclosure import risk

    speakers = study.tables["deidentified_speakers"]
    segments = study.tables["deidentified_segments"].query("role == 'participant'")
    places = known_places(study)
    told = risk.told_by(segments, places)
    conditions = risk.conditions_told(told)
    table = risk.quasi_identifiers(speakers, conditions, declared(study, also))
    single = _single(table)
    margins = risk.margins(study.reference.population, table) if study.reference else None
    harm = risk.harm_flags(segments)
    near = risk.overlaps(segments, public) if public is not None else None
    quotes = quotes_of(study.folder, segments)
    of_quotes, of_people = risk.combinations(quotes, told, places)
    passages = {
        segment: risk.told_in(text, places)
        for segment, text in zip(segments["segment_id"], segments["text"], strict=True)
    }
    nothing = pd.DataFrame({"segment_id": []}, dtype="str")
    return Residual(
        attributes=table,
        ladders=_ladders(study, table),
        classes=_classes(table),
        single=single,
        helps=risk.what_makes_single(table),
        special=risk.special_uniques(table),
        margins=margins,
        known=risk.residents_like(table, margins, assume=False) if margins else None,
        assumed=risk.residents_like(table, margins, assume=True) if margins else None,
        by_chance=_by_chance(table, margins),
        diversity=_diversity(study, table, conditions, harm),
        quotes=quotes,
        of_quotes=of_quotes,
        of_people=of_people,
        public=near,
        harm=harm,
        texts=segments[["segment_id", "text"]],
        riskiest=risk.riskiest(
            segments,
            passages,
            single,
            harm,
            nothing if near is None else near,
            frozenset(quotes["segment_id"]),
        ),
    )


def known_places(study: Study) -> Places:
    """Places that the text may still name: small ones that were missed, and what study.toml keeps.

    The county itself tells nothing.
    """
    from insight.anonymise.lexicon import small_places
    from insight.disclosure.risk import Places

    names = {*map(str.title, small_places()), *study.settings.anonymise.keep}
    if study.reference is not None:
        areas = study.reference.index["lsoa_name"]
        names -= set(areas.str.replace(r"\s+\d+\w*$", "", regex=True))
    return Places.of(names)


def declared(study: Study, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Name -> speaker_id -> value, of attributes that study.toml declares."""
    if not names:
        return {}
    people = study.tables["speakers"][["speaker_id", "declared"]]
    told = {who: json.loads(held) if held else {} for who, held in people.itertuples(index=False)}
    known = {name for held in told.values() for name in held}
    for name in names:
        if name not in known:
            raise InputError(
                "no source declares this attribute for anybody",
                where="--also",
                remedy="name one under columns.declared in study.toml, and run again",
            )
    return {name: {who: str(held.get(name, "")) for who, held in told.items()} for name in names}


def quotes_of(folder: StudyFolder, segments: pd.DataFrame) -> pd.DataFrame:
    """Quotes approved or proposed by the last run, with who spoke: QUOTE_COLUMNS."""
    path = folder.review / "quotes.csv"
    if not path.is_file():
        return pd.DataFrame(columns=QUOTE_COLUMNS)
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    sheet = sheet[sheet["status"].isin(("approved", "draft"))]
    found = sheet.merge(segments[["segment_id", "speaker_id"]], on="segment_id")
    return found.assign(quote_id=found["segment_id"])[QUOTE_COLUMNS]


def _single(table: pd.DataFrame) -> frozenset[str]:
    from insight.disclosure.risk import attributes_of, class_sizes

    return frozenset(table.loc[class_sizes(table, attributes_of(table)) == 1, "speaker_id"])


def _ladders(study: Study, table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    from insight.disclosure.risk import ladder

    internal = study.settings.disclosure.interviews.smallest_group
    published = study.settings.disclosure.quotes.population_k
    told = {"everybody": ladder(table, internal, published)}
    for name, own in table.groupby("source_name", sort=True):
        told[str(name)] = ladder(own, internal, published)
    return told


def _classes(table: pd.DataFrame) -> tuple[tuple[float, ...], ...]:
    from insight.disclosure.risk import LADDER, attributes_of, class_sizes, coarser

    found = []
    for step in LADDER:
        table = coarser(table, step)
        sizes = class_sizes(table, attributes_of(table))
        bands = pd.cut(sizes, [0, 1, 4, 9, float("inf")]).value_counts(sort=False)
        found.append(tuple(float(n) / max(len(sizes), 1) for n in bands))
    return tuple(found)


def _by_chance(table: pd.DataFrame, margins: Margins | None) -> float:
    from insight.disclosure.risk import attributes_of, chance_of_right_match, class_sizes

    if margins is None:
        return float("nan")
    sizes = class_sizes(table, attributes_of(table))
    fraction = len(table) / margins.residents
    return chance_of_right_match(int((sizes == 1).sum()), int((sizes == 2).sum()), fraction)


def _diversity(
    study: Study,
    table: pd.DataFrame,
    conditions: Mapping[str, frozenset[str]],
    harm: pd.DataFrame,
) -> tuple[Diversity, ...]:
    """L of harm, conditions and codes, in the classes that partners of the study can make."""
    from insight.coding import decided
    from insight.disclosure.risk import diversity

    spoke = study.tables["deidentified_segments"][["segment_id", "speaker_id"]]
    codes = decided(study.tables["codings"]).merge(spoke, on="segment_id")
    flagged = harm[~harm["denied"]]
    groups = {
        who: frozenset(one.partition(":")[0] for one in named) for who, named in conditions.items()
    }
    beside = table.drop(columns="condition")
    return (
        Diversity("harm that may be disclosed", *diversity(table, _sets(flagged, "category"))),
        Diversity("group of condition (left out of the attributes)", *diversity(beside, groups)),
        Diversity("what was spoken of (codes)", *diversity(table, _sets(codes, "code"))),
    )


def _sets(frame: pd.DataFrame, column: str) -> dict[str, frozenset[str]]:
    told: dict[str, set[str]] = {}
    for who, value in zip(frame["speaker_id"], frame[column], strict=True):
        told.setdefault(str(who), set()).add(str(value))
    return {who: frozenset(values) for who, values in told.items()}
