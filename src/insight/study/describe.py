"""What a run tells of itself: the tables behind a release, its provenance, manifest and summary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.progress import Progress, silent
from insight.store import Manifest, table_digest
from insight.study.counted import counted
from insight.study.links import links_told
from insight.study.people import records, releasing
from insight.study.perspectives import theme_places

if TYPE_CHECKING:
    from insight.corpus import Checked
    from insight.settings import SurveyPolicy
    from insight.study.method import Study
    from insight.study.opened import OpenedStudy

MEASURES = ("theme_prevalence", "theme_gradients", "divergence", "representation", "agreement")

FIRST_PASS = (
    "Themes and suggested codes of this study rest on a first pass over very many texts: each text "
    "was read as a bag of words, not as sentences. What is alike is found less well so than by "
    "the tool's usual way. Take them as where to look first."
)


def everything(study: Study) -> dict[str, pd.DataFrame]:
    """All that a release is made from, unrounded, by the names that `schemas.Release` lists."""
    from insight.study.behind.material import passages

    tables = from_shareable(study)
    tables["sources"] = sources(study)
    tables["passages"] = passages(study)
    replaced = study.tables["identifiers"].query("decision != 'rejected'")
    tables["redactions"] = replaced.groupby("kind").size().rename("n").reset_index()
    tables["ranks"] = ranks(study)
    areas = study.tables["speaker_areas"]
    tables["links"] = areas.groupby("link_status").size().rename("n").reset_index()
    if study.reference is not None:
        from insight.places import indicator_values, indicators

        tables["indicators"] = indicators(study.reference)
        values = indicator_values(study.reference)
        if values is not None:
            tables["indicator_values"] = values
    if study.settings.counted:
        tables["counted"] = counted(study)
    answers = study.settings.reporting.model_dump()
    if any(answers.values()):
        told = [(item, answer) for item, answer in answers.items() if answer]
        tables["reported"] = pd.DataFrame(told, columns=["item", "answer"])
    return tables


def ranks(study: OpenedStudy) -> pd.DataFrame:
    """Over which ranks the gradients of each source were made; disclosure.RANKS."""
    from insight.inequality.evidence.mentions import residents_of

    residents = residents_of(releasing.people(study))
    of_area = study.tables["speaker_areas"][["speaker_id", "local_rank"]].dropna()
    rank = residents.merge(of_area, on="speaker_id").groupby("source_name")["local_rank"]
    squares = rank.var(ddof=0) * rank.size()
    return pd.DataFrame({"mean": rank.mean(), "squares": squares}).reset_index()


def from_shareable(study: OpenedStudy) -> dict[str, pd.DataFrame]:
    """What of `everything` is made from figures, shareable tables and the codebook alone."""
    tables = {name: study.tables[name] for name in MEASURES}
    if study.settings.figures.weights == "raked":
        tables["weighted_prevalence"] = study.tables["weighted_prevalence"]
    tables["themes"] = study.tables["themes"].query("status != 'hidden' and theme_id >= 0")
    of_themes = ("theme_views", "theme_only", "theme_quality", "theme_headings")
    tables |= {name: study.tables[name] for name in of_themes}
    tables["theme_map"] = theme_places(study)
    if study.codebook is not None:
        tables["codebook"] = _with_rules(study.codebook.table())
        tables["principles"] = study.codebook.principles_table()
        tables["rungs"] = rungs(study)
        tables["claims"] = claims(study)
    return tables


def _with_rules(codebook: pd.DataFrame) -> pd.DataFrame:
    """`codebook` with a digest of what decides whether a code applies: its rules, in short."""
    rules = codebook[["definition", "include", "exclude"]].agg("\n".join, axis=1)
    return codebook.assign(rules=[sha256(one.encode()).hexdigest()[:16] for one in rules])


def _questions(study: OpenedStudy) -> pd.Series:
    """Per survey, a digest of its questions: it tells whether another wave asked the same."""
    said = study.tables["deidentified_segments"].query("mode == 'survey'")
    asked = said.groupby("source_name")["question_asked"].agg(lambda each: sorted(set(each)))
    return asked.map(lambda each: sha256("\n".join(each).encode()).hexdigest()[:16])


def sources(study: OpenedStudy) -> pd.DataFrame:
    """One row per source: how it was collected, people, segments, and what was left out."""
    speakers = study.tables["speakers"]
    people = speakers[speakers["role"] == "participant"].groupby("source_name").size()
    said = study.tables["deidentified_segments"].query("role != 'interviewer'")
    segments = said.groupby("source_name").size()
    excluded = study.tables["exclusions"].groupby("source_name").size()
    documents = study.tables["documents"].groupby("source_name")
    told = documents[["mode", "sampling", "wave"]].first()
    told["collected_on"] = documents["collected_on"].max()
    return (
        told.assign(
            n_speakers=people,
            n_segments=segments,
            n_excluded=excluded,
            questions=_questions(study),
        )
        .fillna({"n_speakers": 0, "n_segments": 0, "n_excluded": 0, "questions": ""})
        .astype({"n_speakers": "int64", "n_segments": "int64", "n_excluded": "int64"})
        .rename_axis("name")
        .reset_index()
    )


def rungs(study: OpenedStudy) -> pd.DataFrame:
    """People by source, group and rung of co-production, as claimed and as experienced."""
    speakers = study.tables["deidentified_speakers"][["speaker_id", "stakeholder_groups"]]
    segments = study.tables["deidentified_segments"][["segment_id", "speaker_id", "source_name"]]
    told = study.tables["codings"].query("decision == 'applied'").merge(segments, on="segment_id")
    told = told.merge(speakers, on="speaker_id")
    told["group"] = told["stakeholder_groups"].str.split(";")
    told = told.explode("group")
    counts = {
        f"n_{kind}": told.dropna(subset=f"rung_{kind}")
        .groupby(["source_name", "group", f"rung_{kind}"])["speaker_id"]
        .nunique()
        .rename_axis(["source_name", "group", "rung"])
        for kind in ("claimed", "experienced")
    }
    return pd.DataFrame(counts).fillna(0).astype("int64").reset_index()


def claims(study: OpenedStudy) -> pd.DataFrame:
    """Statements of published documents by source, code and the voice they are given to.

    A claim is no person: only sources whose words may be quoted without consent, for they are
    public, are told of.
    """
    from insight.coding import decided

    public = [s.name for s in study.settings.source if s.quote_without_consent]
    segments = study.tables["deidentified_segments"]
    told = segments[segments["source_name"].isin(public) & segments["kind"].eq("document")]
    told = told.rename(columns={"stakeholder_groups": "voice"})
    by_code = told.merge(decided(study.tables["codings"]), on="segment_id").groupby(
        ["source_name", "code", "voice"]
    )
    # Bases sort as human < machine-suggested: one suggestion makes the number a suggestion.
    found = by_code.agg(n_statements=("segment_id", "nunique"), basis=("basis", "max"))
    return found.reset_index()


def provenance(study: Study) -> dict[str, str]:
    """What the report says about how it was made."""
    from insight.anonymise import note_of

    settings = study.settings
    manifest = Manifest(seed=settings.study.seed, tables={}, inputs={}, release="", draft=True)
    told = {
        "Seed": str(settings.study.seed),
        "Python": manifest.python,
        "Schema version": str(manifest.schema_version),
        **{f"Version of {name}": found for name, found in manifest.versions.items()},
        **{
            f"Files of {name} (SHA-256, keyed)": study.key.digest("inputs", digest)[:16]
            for name, digest in inputs(study).items()
        },
        "Sentence vectors": study.encoder.told,
        "Name detectors": "Rampart token classifier, spaCy en_core_web_sm, UK patterns, name lists",
        "Topic model": "BERTopic with community detection on a nearest-neighbour graph",
    }
    if settings.themes.vectors == "first pass":
        told["First pass"] = FIRST_PASS
    if study.codebook is not None:
        told["Codebook"] = f"{study.codebook.title}, version {study.codebook.version}"
        told["Codebook (digest)"] = table_digest(study.codebook.table())[:16]
    if coders := _coders(study):
        told["Coded by"] = coders
    readers = sorted({d.by for d in study.ledger.decisions() if d.what in ("read", "read_sample")})
    if note := note_of(settings.anonymise):
        told["How identifiers were replaced"] = note
    told["De-identified text read by"] = ", ".join(readers) or "nobody yet"
    if "memos" in study.tables and len(memos := study.tables["memos"]):
        reflexive = int((memos["kind"] == "reflexive").sum())
        told["Memos of the researchers"] = f"{len(memos)}, of which {reflexive} reflexive"
    return (
        told
        | other_languages(study.tables["deidentified_segments"], settings.disclosure.survey)
        | _sampled(study)
        | links_told(study)
    )


def _coders(study: Study) -> str:
    """How many people coded, and what is the computer's; nothing where nobody did."""
    from insight.coding.people.human import MACHINE

    coders = set(study.tables["codings"]["coder"])
    people = len(coders - {MACHINE})
    told = [f"{people} {'person' if people == 1 else 'people'}"] if people else []
    return " and ".join([*told, *(["a computer, which suggests"] if MACHINE in coders else [])])


def other_languages(segments: pd.DataFrame, policy: SurveyPolicy) -> dict[str, str]:
    """By source: how many people, rounded, say something in which other languages.

    A language that few use is neither counted nor named: it would point at them. They are read,
    coded and counted like everybody; their words shape no candidate theme.
    """
    from insight.disclosure.policy import rounded

    told: dict[str, str] = {}
    others = segments[segments["set_aside"] == "other language"]
    for name, of in others.groupby("source_name"):
        people = of.groupby("language")["speaker_id"].nunique()
        many = [
            f"about {rounded(int(n), policy.base)} in {language}"
            for language, n in people.items()
            if n >= policy.threshold
        ]
        few = (people < policy.threshold).any()
        rest = [f"fewer than {policy.threshold} in any other"] if few else []
        told[f"People of {name} heard in other languages (ISO 639-1)"] = "; ".join([*many, *rest])
    return told


def _sampled(study: Study) -> dict[str, str]:
    """By source: what reading a sample of its people says of the others."""
    confidence = study.settings.anonymise.reading_confidence
    told: dict[str, list[str]] = {}
    for sample in study.samples():
        if sentence := sample.sentence(confidence, study.settings.disclosure.survey.base):
            told.setdefault(f"Reading of {sample.source_name}", []).append(sentence)
    return {name: "; ".join(sentences) for name, sentences in sorted(told.items())}


def inputs(study: Study) -> dict[str, str]:
    """Per source: one digest of all its files, whatever their order."""
    digests = study.tables["documents"].groupby("source_name")["source_sha256"]
    return {
        str(name): sha256("".join(sorted(set(each))).encode()).hexdigest() for name, each in digests
    }


def summary(study: Study) -> pd.DataFrame:
    """One row per source: people, segments, what was left out, identifiers replaced."""
    told = sources(study).set_index("name")
    redacted = study.tables["deidentified_segments"].groupby("source_name")["n_redactions"].sum()
    return (
        pd.DataFrame(
            {
                "people": told["n_speakers"],
                "segments": told["n_segments"],
                "left out, with a reason": told["n_excluded"],
                "identifiers replaced": redacted,
            }
        )
        .rename_axis("source")
        .reset_index()
    )


def checked(study: Study, progress: Progress = silent) -> Checked:
    """What the files hold, what is wrong with them and the settings, and what is not told."""
    from insight.corpus import looked_at

    found = looked_at(study.folder.root, study.settings.source, progress=progress)
    problems = list(found.problems)
    looks: list[Callable[[], object]] = [
        lambda: _key_is_there(study),
        lambda: study.codebook,
        lambda: study.reference,
        lambda: counted(study),
        study.known_names,
        study.ledger.decisions,
    ]
    for look in looks:
        try:
            look()
        except InputError as problem:
            problems.append(str(problem))
    if due := overdue(study):
        problems.append(due)
    return replace(found, problems=tuple(problems))


def _key_is_there(study: Study) -> None:
    """InputError where the key that the study was made with is gone, or has no place."""
    study.custody.insist()


def problems(study: Study) -> list[str]:
    """What is wrong with settings and inputs, all of it, in words."""
    return list(checked(study).problems)


def overdue(study: Study) -> str:
    """A warning when the day to destroy the raw files is past; empty otherwise."""
    day = study.settings.study.destroy_raw_by
    if day is None or day >= datetime.now(UTC).date() or records.destroyed(study.folder):
        return ""
    return f"The raw files were to be destroyed by {day.isoformat()}: this day is past."
