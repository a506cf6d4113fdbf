"""What was done to protect people, told from the tables, the ledger and the records of a study."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.report.governance import Blanks, Block, Grid, Points, Section, Words
from insight.study import describe
from insight.study.governance.counts import Counts
from insight.study.people import records
from insight.study.people.custody import PASSPHRASES

if TYPE_CHECKING:
    from insight.study.method import Study


def roles(study: Study) -> Section:
    """Who answers for the study, and what only people can say."""
    told = study.settings.study
    blocks: list[Block] = [
        Grid(
            "Who answers for what",
            ("Part", "Who", "What that means"),
            (
                ("Controller", told.controller or "not named in study.toml", "decides why and how"),
                (
                    "Custodian of the key",
                    told.custodian or "not named in study.toml",
                    "not the analyst: holds what leads back from ids to people",
                ),
                ("Analyst", "to be named below", "runs the study; should not hold the key"),
            ),
        )
    ]
    if not told.controller or not told.custodian:
        blocks.append(Words("Name controller and custodian in study.toml.", warning=True))
    blocks.append(
        Blanks(
            (
                "Who is the analyst, and who else can open the folder of the study?",
                "Lawful basis under UK GDPR Article 6, with why:",
                "Condition for health and other special data under Article 9, and under Schedule "
                "1 of the Data Protection Act 2018:",
                "Purposes of the study, and why they cannot be met with less data:",
                "What people were told, when, and how they can object or withdraw:",
                "Processors and partners who receive anything, and the agreements with them:",
                "Advice of the data protection officer, and of an ethics committee, with dates:",
            )
        )
    )
    return Section("Roles, lawful basis and purposes", tuple(blocks))


def holdings(study: Study, counts: Counts) -> Section:
    """What is held, from where, and where it goes."""
    sources = describe.sources(study)
    rows = tuple(
        (
            str(row.name),
            f"{row.mode}, {str(row.sampling).replace('_', ' ')}",
            str(row.collected_on) or "not told",
            counts.n(int(str(row.n_speakers))),
            counts.n(int(str(row.n_segments))),
            counts.n(int(str(row.n_excluded))),
        )
        for row in sources.itertuples(index=False)
    )
    flows = (
        ("Raw files", "transcripts, exports, roster", "data/raw", "the owner; never leaves"),
        (
            "Personal tables",
            "names, postcodes, words as said",
            ".private/tables",
            "the owner; never leaves",
        ),
        (
            "Review sheets",
            "de-identified words, quotes, who is who",
            ".private/review",
            "the readers, on this machine",
        ),
        (
            "De-identified tables",
            "words with replacements, coarse attributes",
            "data/processed/tables",
            "partners inside the study, once read and approved",
        ),
        (
            "Release",
            "rounded counts, approved quotes",
            "data/processed/released and report",
            "anybody, once it is no draft",
        ),
    )
    return Section(
        "What is held, and where it goes",
        (
            Grid("Sources", ("Source", "How", "Collected", "People", "Passages", "Left out"), rows),
            Grid("Flows of data", ("What", "Holds", "Where", "Who may have it"), flows),
            Words(
                "Nothing is sent anywhere by the program. Of its commands only “insight data get” "
                "opens a connection, to fetch official statistics; it sends nothing of the study."
            ),
        ),
    )


def custody(study: Study, today: date) -> Section:
    """Key, dates, who opened it, and what was destroyed."""
    told, kept = study.settings.study, study.custody
    custodian = kept.custodian()
    due = told.destroy_raw_by
    late = describe.overdue(study)
    destroyed = records.destroyed(study.folder)
    rows = [
        ("Key", "outside the folder of the study" if kept.is_outside else "in the study's folder"),
        ("Passphrase of the names behind pseudonyms", PASSPHRASES[told.custody]),
        ("Names sealed for", custodian.name if custodian else "nobody"),
        ("Register of pseudonyms", "kept, as keyed hashes" if kept.numbers.is_file() else "none"),
        ("Raw files to be destroyed by", due.isoformat() if due else "no day is set"),
        ("Days left", str((due - today).days) if due else "not known"),
        ("Raw files destroyed", destroyed[-1]["on"] if destroyed else "not yet"),
        ("Times the key was opened, as logged", str(len(kept.accesses()))),
    ]
    blocks: list[Block] = [Grid("Key and dates", ("What", "How it stands"), tuple(rows))]
    if late:
        blocks.append(Words(f"{late} Run “insight destroy”, or say why not.", warning=True))
    if due is None:
        blocks.append(Words("Set destroy_raw_by in study.toml.", warning=True))
    if not kept.is_outside and not kept.public:
        blocks.append(
            Words(
                "The key lies within the folder of the study: whoever copies the folder has it. "
                "The custodian should keep it elsewhere.",
                warning=True,
            )
        )
    return Section("The key, its custodian, and dates", tuple(blocks))


def detection(study: Study, counts: Counts, gold: pd.DataFrame | None) -> Section:
    """What was looked for and replaced, by kind and detector, and how often it was missed."""
    from insight.anonymise import audit

    segments = study.tables["segments"]
    log = audit(segments, study.tables["identifiers"])
    kinds = log.groupby("kind")[["n", "n_rejected", "n_accepted", "n_added"]].sum()
    rows = tuple(
        (kind.replace("_", " "), _class_of(kind), *(counts.n(int(n)) for n in told))
        for kind, *told in kinds.sort_values("n", ascending=False).itertuples()
    )
    voices = log.assign(detector=log["detector"].str.split("+")).explode("detector")
    by_voice = voices.groupby("detector")["n"].sum().sort_values(ascending=False)
    detectors = tuple((str(name), counts.n(int(n))) for name, n in by_voice.items())
    return Section(
        "Taking out what tells who somebody is",
        (
            Words(
                "Several detectors look at every text; what any of them finds is replaced, and "
                "what is found once is looked for everywhere. People then read the result. Text "
                "that was read is de-identified. It is never called anonymous."
            ),
            Grid(
                "Identifiers found, by kind",
                ("Kind", "Class", "Found", "Kept by a person", "Confirmed", "Added by a person"),
                rows,
            ),
            Grid("Identifiers found, by detector", ("Detector", "Took part in"), detectors),
            *_recall(study, counts, gold),
        ),
    )


def _class_of(kind: str) -> str:
    from insight.schemas import DIRECT_KINDS

    return "direct" if kind in DIRECT_KINDS else "indirect"


def _recall(study: Study, counts: Counts, gold: pd.DataFrame | None) -> Iterator[Block]:
    from insight.anonymise import measure_recall

    if gold is None:
        yield Words(
            "How often the detectors miss in this study is not measured here: no hand-marked text "
            "was given (option --gold). Figures measured on other texts are not its figures.",
            warning=True,
        )
        return
    segments = study.tables["segments"]
    texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
    strange = ~gold["document_id"].isin(list(texts))
    if strange.any():
        raise InputError(
            f"{int(strange.sum())} of {len(gold)} marks are in no segment of this study",
            where="--gold",
            remedy="give the columns document_id (a segment_id), start, end, kind",
        )
    marked = set(gold["document_id"])
    found = study.tables["identifiers"].rename(columns={"segment_id": "document_id"})
    measured = measure_recall(gold, found[found["document_id"].isin(marked)], texts)
    yield Grid(
        "Marked by hand, and found: share wholly covered, with its exact 95 % interval",
        ("Kind", "Marked", "Covered", "Share", "Interval"),
        tuple(
            (
                str(row["kind"]).replace("_", " "),
                str(row["n_marked"]),
                str(row["n_covered"]),
                f"{row['recall']:.3f}",
                f"{row['recall_low']:.3f} to {row['recall_high']:.3f}",
            )
            for row in measured.to_dict("records")
            if row["n_marked"] >= (1 if counts.exact else counts.policy.threshold)
        ),
    )
    yield Words(
        "Intervals take the marks to be independent. Names repeat, so that in few texts they are "
        "too narrow."
    )


def reading(study: Study, counts: Counts) -> Section:
    """Who read, what was approved, what people allowed."""
    units = study.reading_units()
    states = (*_STATES, *sorted(set(units["reading"]) - set(_STATES)))
    rows = tuple(
        (
            str(name),
            str(len(own)),
            *(str(int((own["reading"] == state).sum())) for state in states),
        )
        for name, own in units.groupby("source_name")
    )
    decisions = study.ledger.decisions()
    what = {d.what for d in decisions}
    made = tuple(
        (
            _DECISIONS.get(one, one),
            str(sum(d.what == one for d in decisions)),
            str(len({d.by for d in decisions if d.what == one})),
            max(d.on for d in decisions if d.what == one),
        )
        for one in sorted(what)
    )
    people = study.tables["deidentified_speakers"].query("mode != 'document'")
    allowed = tuple(
        (words, counts.n(int(people[column].sum())), counts.n(int((~people[column]).sum())))
        for column, words in (
            ("consent_quote", "may be quoted"),
            ("consent_share", "may go to partners"),
        )
    )
    blocks: list[Block] = [
        Grid(
            "Files, and whether a named person read them as they stand",
            ("Source", "Files", "Read", "Changed since", "Unread", *states[len(_STATES) :]),
            rows,
        ),
    ]
    confidence = study.settings.anonymise.reading_confidence
    bounds = [sample.sentence(confidence) for sample in study.samples()]
    if any(bounds):
        blocks.append(Points(tuple(told[:1].upper() + told[1:] for told in bounds if told)))
    if (units["reading"] != "read").any():
        blocks.append(Words("Not all is read: whatever is made from it is a draft.", warning=True))
    if made:
        blocks.append(
            Grid("Decisions in the ledger", ("Decision", "Lines", "People", "Last on"), made)
        )
    if "memos" in study.tables and len(memos := study.tables["memos"]):
        by_kind = memos.groupby("kind").size().items()
        written = tuple((str(kind), str(n)) for kind, n in by_kind)
        blocks.append(Grid("Memos of researchers; none is released", ("Kind", "Memos"), written))
    blocks.append(
        Grid("What people allowed (no answer counts as no)", ("Consent", "Yes", "No"), allowed)
    )
    return Section("Reading, approval and consent", tuple(blocks))


_STATES = ("read", "changed", "unread")
_DECISIONS = {
    "read": "a file was read",
    "read_sample": "a sampled answer was read",
    "approve_quote": "a quote was approved",
    "identifier": "an identifier was decided on",
    "code": "a code was given or taken back",
    "code_read": "a segment was read for coding",
    "recode": "a coding was asked for, or decided on, under a new codebook",
    "recode_code": "a code was carried over to a new codebook",
    "veto_quote": "a quote was vetoed, or a veto taken back",
    "member_checked": "who spoke answered on words of theirs",
}


def releases(study: Study, counts: Counts) -> Section:
    """What left, with whose words, and who withdrew."""
    told = records.released(study.folder)
    rows = tuple(
        (one["release_id"], one["released_on"], counts.n(len(one["people"]))) for one in told
    )
    gone = records.withdrawals(study.folder)
    blocks: list[Block] = [
        Grid("Releases that were no drafts", ("Release", "On", "People whose words it held"), rows)
        if rows
        else Words("Nothing was released yet but drafts."),
        Words(
            f"People who withdrew: {counts.n(len(gone))}."
            + (f" The last on {max(gone)}." if gone and counts.exact else "")
        ),
        Words(
            "A withdrawal takes a person out of files, tables, decisions and drafts and proves it "
            "by search. It cannot take back what was published: those who received a release that "
            "held them have to be told by people."
        ),
    ]
    return Section("Releases and withdrawals", tuple(blocks))


def limits() -> Section:
    """What the program cannot say."""
    return Section(
        "What this report cannot say",
        (
            Points(
                (
                    "It cannot say that anybody is anonymous: a neighbour may know a story without "
                    "a name.",
                    "It cannot say what the detectors missed where nobody marked or read.",
                    "It cannot know what others know: who took part, what is talked of in a "
                    "village, what a newspaper printed.",
                    "It finds harm for the most part only where it is said in plain words. In a "
                    "test on 60 invented passages that tell of harm in a veiled way, written "
                    "before the cues of such telling, the lists found 5; of 26 others, none.",
                    "It does not search version control's history, backups, e-mail, or copies "
                    "elsewhere.",
                    "It does not decide whether the processing is lawful, necessary or fair.",
                )
            ),
            Blanks(
                (
                    "Risks that remain, and who accepts them:",
                    "Measures still to be taken, by whom and by when:",
                    "Next review on:",
                    "Controller: name, role, date, signature:",
                    "Data protection officer: name, date, advice taken or why not:",
                )
            ),
        ),
    )


def today() -> date:
    """The day of the report."""
    return datetime.now(UTC).date()


def read_gold(path: Path) -> pd.DataFrame:
    """Hand-marked spans: document_id (a segment_id), start, end, kind."""
    needed = ["document_id", "start", "end", "kind"]
    try:
        told = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        told = told.rename(columns={"segment_id": "document_id"})
        return told[needed].astype({"start": "int64", "end": "int64"})
    except (OSError, UnicodeDecodeError, ValueError, KeyError):
        raise InputError(
            "not a CSV in UTF-8 with the columns document_id, start, end, kind",
            where=path.name,
            remedy="save it so; start and end are whole numbers",
        ) from None


__all__ = [
    "custody",
    "detection",
    "holdings",
    "limits",
    "read_gold",
    "reading",
    "releases",
    "roles",
    "today",
]
