"""A small study for tests, all of it invented: who speaks, what they say, what is coded of it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from insight.anonymise import Rulings
from insight.coding import Code, Codebook
from insight.coding.book.codebook import Group
from insight.coding.book.qdc import guid_of, to_qdc
from insight.exchange import Guids, Shared
from insight.schemas import Codings, DeidentifiedSegments, DeidentifiedSpeakers, Memos, validate
from insight.settings import DisclosureSettings
from insight.store import Ledger, StudyFolder, StudyKey

KEY = StudyKey(b"an invented key of a test")
GUIDS = Guids(KEY)
BOOK = Codebook(
    "Invented",
    "3",
    (
        Code("A", "cost", "It costs <too> much & more.", parent="M", colour="#3366cc"),
        Code("A1", "fares", "Fares of buses.", parent="A"),
        Code("B", "warmth", "Somebody was warm.", include=("kindness",)),
    ),
    (Group("M", "Money", "All about money."),),
)
# Signs beyond the first plane, two for one letter, line ends of two kinds, and what others parse.
BUS = 'The 🚌 costs £4 <script>alert("x")</script> & it\r\nnever came.'
CAFE = "=1+1 cafe\u0301s closed,\tand a lass was kind."
SAID = (
    # segment, document, speaker, role, position, question, text
    ("i-0", "talk-1", "int", "interviewer", 0, "", "How was the journey?"),
    ("i-1", "talk-1", "ada", "participant", 1, "How was the journey?", BUS),
    ("i-2", "talk-1", "ada", "participant", 2, "How was the journey?", "We walked."),
    ("i-3", "talk-1", "int", "interviewer", 3, "", "And the place?"),
    ("i-4", "talk-1", "ada", "participant", 4, "And the place?", CAFE),
    ("g-0", "group-1", "int", "interviewer", 0, "", "Who decides?"),
    ("g-1", "group-1", "bo", "participant", 1, "Who decides?", "Somebody in an office."),
    ("g-2", "group-1", "int", "interviewer", 2, "", "Dee, you said your brother does?"),
    (
        "g-3",
        "group-1",
        "dee",
        "participant",
        3,
        "Dee, you said?",
        "My brother signs all of it.",
    ),
    ("g-4", "group-1", "bo", "participant", 4, "Dee, you said?", "Nobody ever asked me."),
    ("g-5", "group-1", "cy", "participant", 5, "Dee, you said?", "They were kind. They were kind."),
    ("q-1", "answer-1", "eve", "participant", 0, "What works?", "The 🚌 driver waits."),
    ("q-2", "answer-2", "eve", "participant", 0, "What does not?", "Nothing comes on Sundays."),
    ("q-3", "answer-3", "fay", "participant", 0, "What works?", "Yes."),
    ("u-1", "talk-2", "gil", "participant", 0, "", "A passage that nobody has read so far."),
)
_EMPTY = ("attribution", "target_org", "language", "set_aside", "same_as")
SOURCES = {"talk": "talks", "grou": "group", "answ": "survey"}
SHARING = {"ada": True, "bo": True, "cy": True, "dee": False, "eve": True, "fay": True, "gil": True}
FILES = {"talk-1": "one.txt", "group-1": "two.txt", "talk-2": "three.txt"}


def segments() -> pd.DataFrame:
    """All that is said."""
    rows = []
    for segment, document, speaker, role, position, question, text in SAID:
        source = SOURCES[document[:4]]
        mode = {"talks": "interview", "group": "group", "survey": "survey"}[source]
        rows.append(
            {
                "segment_id": segment,
                "document_id": document,
                "speaker_id": speaker,
                "source_name": source,
                "kind": "survey" if mode == "survey" else "transcript",
                "mode": mode,
                "sampling": "purposive",
                "wave": "1",
                "role": role,
                "stakeholder_groups": "",
                "question_asked": question,
                "prompted": False,
                "position": position,
                "text": text,
                "n_redactions": 0,
                "state": "read",
                **dict.fromkeys(
                    ("attribution", "target_org", "language", "set_aside", "same_as"), ""
                ),
            }
        )
    return validate(DeidentifiedSegments, pd.DataFrame(rows))


def speakers() -> pd.DataFrame:
    """Everybody but the interviewer."""
    source = {row[2]: SOURCES[row[1][:4]] for row in SAID}
    rows = [
        {
            "speaker_id": who,
            "source_name": source[who],
            "mode": "interview",
            "sampling": "purposive",
            "stakeholder_groups": "unpaid_carer",
            "speaks_for": "self",
            "resident": True,
            "age_band": "65+",
            "sex": "female",
            "ethnicity": "",
            "disability": "",
            "quintile": 2,
            "rural_urban": "Rural",
            "link_status": "linked",
            "consent_quote": True,
            "consent_share": may,
        }
        for who, may in SHARING.items()
    ]
    return validate(DeidentifiedSpeakers, pd.DataFrame(rows))


def coding(segment: str, words: str, code: str, coder: str, **marks: object) -> dict[str, object]:
    """A code on `words` of a segment; on nothing of it where no code is given."""
    text = next(row[6] for row in SAID if row[0] == segment)
    start = text.index(words)
    return {
        "segment_id": segment,
        "start": start if code else 0,
        "end": start + len(words) if code else 0,
        "code": code,
        "coder": coder,
        "round": 1,
        "decision": "applied" if code else "none",
        "probability": float("nan"),
        "valence": "",
        "rung_claimed": pd.NA,
        "rung_experienced": pd.NA,
        "attribution": "",
        "target_org": "",
        "sampling_probability": float("nan"),
        "decided_on": "2026-05-04",
        **marks,
    }


GIVEN = (
    coding("i-1", "costs £4", "A", "Ann Able", valence="-", round=2),
    coding("i-1", "it\r\nnever came", "A1", "Bea Best"),
    coding("i-1", "🚌", "A1", "Ann Able", rung_claimed=5, rung_experienced=2),
    coding("i-4", "a lass was kind", "B", "Ann Able", valence="+", attribution="first_hand"),
    coding("g-1", "", "", "Bea Best"),
    coding("g-5", "They were kind. They were kind.", "B", "Ann Able", sampling_probability=0.1),
    coding("q-2", "Sundays", "A", "agreed", target_org="council"),
    coding("q-1", "driver", "unlisted", "Ann Able"),
    coding("q-3", "Yes.", "B", "machine", decision="suggested", probability=0.62, decided_on=""),
)
THEMES = pd.DataFrame(
    [("t-1", "Buses", "bus, late", "accepted"), ("t-2", "=Doors", "door, shut", "candidate")],
    columns=["theme_key", "label", "keywords", "status"],
)
IN_THEMES = pd.DataFrame(
    [("i-1", "t-1", 0.61803), ("q-1", "t-1", 0.25), ("g-1", "t-2", 0.5)],
    columns=["segment_id", "theme_key", "weight"],
)
MEMOS = validate(
    Memos,
    pd.DataFrame(
        [
            (
                "m-1",
                "study",
                "reflexive",
                "Ann Able",
                "2026-05-05",
                "I <grew up> here & by\nthe bus.",
            ),
            ("m-2", "code:A", "memo", "Bea Best", "2026-05-06", "Fares, or also parking?"),
            ("m-3", "segment:i-4", "memo", "Ann Able", "2026-05-07", "Said while laughing."),
            ("m-4", "case:ada+theme:t-1", "case summary", "Ann Able", "", "Waits for buses."),
        ],
        columns=["memo_id", "about", "kind", "author", "written_on", "text"],
    ),
)


def codings(rows: tuple[dict[str, object], ...] = GIVEN) -> pd.DataFrame:
    """`rows` as a Codings table."""
    table = pd.DataFrame(list(rows))
    for name in ("rung_claimed", "rung_experienced"):
        table[name] = table[name].astype("Int64")
    return validate(Codings, table)


def handed_over(**others: object) -> Shared:
    """All of the study, as if all of it might go."""
    people = speakers().astype(str)
    told = {
        "title": "Invented & small",
        "segments": segments(),
        "speakers": people,
        "codings": codings(),
        "themes": THEMES,
        "segment_themes": IN_THEMES,
        "memos": MEMOS,
        "codebook": to_qdc(BOOK),
        "codes": {one.code: guid_of(BOOK, one.code) for one in BOOK.entries},
        "kept_out": ("Left out: nothing, in a test.",),
    }
    return Shared(**{**told, **others})  # type: ignore[arg-type]


def study(folder: Path) -> SimpleNamespace:
    """The study as far as sharing it and bringing codings back need one; talk-2 is unread."""
    documents = pd.DataFrame(
        [(row[1], SOURCES[row[1][:4]], FILES.get(row[1], "survey.csv")) for row in SAID],
        columns=["document_id", "source_name", "source"],
    ).drop_duplicates()
    documents = documents.assign(source_sha256="")
    identifiers = pd.DataFrame(columns=["segment_id", "start", "end", "decision"])
    units = documents[["source_name", "source"]].drop_duplicates()
    units = units.assign(reading=units["source"].map({"three.txt": "unread"}).fillna("read"))
    raw = pd.DataFrame(
        [
            {
                "speaker_id": who,
                "source": next(FILES.get(row[1], "survey.csv") for row in SAID if row[2] == who),
                "role": "participant",
                "consent_share": may,
                "consent_until": "",
            }
            for who, may in SHARING.items()
        ]
    )
    ids = {"t-1": 0, "t-2": 1}
    themes = THEMES.assign(theme_id=THEMES["theme_key"].map(ids))
    return SimpleNamespace(
        folder=StudyFolder(folder),
        settings=SimpleNamespace(
            study=SimpleNamespace(title="Invented & small"), disclosure=DisclosureSettings()
        ),
        key=KEY,
        ledger=Ledger(folder / "ledger.jsonl"),
        codebook=BOOK,
        reading_units=lambda: units,
        rulings=Rulings.of([], KEY),
        tables={
            "documents": documents,
            "speakers": raw,
            "segments": segments()[["segment_id", "text"]],
            "identifiers": identifiers,
            "deidentified_segments": segments(),
            "deidentified_speakers": speakers(),
            "codings": codings(),
            "themes": themes.drop(columns="theme_key"),
            "theme_decisions": themes[["theme_id", "theme_key"]],
            "segment_themes": IN_THEMES.assign(theme_id=IN_THEMES["theme_key"].map(ids)).drop(
                columns="theme_key"
            ),
            "memos": MEMOS,
        },
    )
