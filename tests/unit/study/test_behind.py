"""From a number back to exactly the words that were counted; all people and words are invented."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from insight.errors import InputError
from insight.inequality.evidence import measure
from insight.schemas import (
    TABLES,
    Codings,
    DeidentifiedSegments,
    DeidentifiedSpeakers,
    SegmentThemes,
    SpeakerAreas,
    Table,
    empty,
    validate,
)
from insight.schemas.shown import sight
from insight.study import Study, measured
from insight.study.behind import Walk, write_behind

STUDY = """
[study]
title = "A small study"
[[source]]
name = "survey"
files = "survey.csv"
kind = "survey"
sampling = "self_selected"
[coding]
codebook = "codebook.toml"
[places]
"""
CODEBOOK = """
title = "Two codes"
version = "1"
[[code]]
code = "bus"
label = "Buses"
definition = "Whether a bus comes."
cues = ["buses"]
[[code]]
code = "say"
label = "A say"
definition = "Whether anybody asks."
ordinal = true
"""
PEOPLE = (
    # speaker, groups, lives here, fifth
    ("p-1", "unpaid_carer", True, 1),
    ("p-2", "unpaid_carer;staff_frontline", True, 5),
    ("p-3", "person_using_services", False, None),
    ("p-4", "staff_frontline", False, None),
    ("p-5", "unpaid_carer", True, 3),
)
"""p-5 left the question blank."""
ASKED = "Do the buses come?"
SAID = (
    # segment, speaker, role, question, codes, rung experienced
    ("s-1", "p-1", "participant", "", ("bus",), None),
    ("s-2", "p-1", "participant", ASKED, ("bus",), None),
    ("s-3", "p-2", "participant", ASKED, ("bus", "say"), 3),
    ("s-4", "p-3", "participant", "", ("say",), 2),
    ("s-5", "p-4", "participant", "", (), None),
    ("s-6", "p-9", "interviewer", "", ("bus",), None),
)
"""The interviewer speaks of buses too, and is nobody's voice."""
WORDS = "the yellow one by the mill"


def filled(table: type[Table], rows: list[dict[str, object]]) -> pd.DataFrame:
    """`rows` as a table; what they do not tell is empty, no, or nought."""
    blank = {
        name: False if "bool" in str(one.dtype) else 0 if "int64" in str(one.dtype) else ""
        for name, one in table.to_schema().columns.items()
        if not one.nullable
    }
    missing = {name: None for name in table.to_schema().columns if name not in blank}
    return validate(table, pd.DataFrame([{**blank, **missing, **row} for row in rows]))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """The small study, with all tables that its people and words give."""
    (tmp_path / "study.toml").write_text(STUDY, "utf-8")
    (tmp_path / "codebook.toml").write_text(CODEBOOK, "utf-8")
    made = Study(tmp_path)
    about = {"source_name": "survey", "mode": "survey", "sampling": "self_selected"}
    speakers = [
        about
        | {"speaker_id": who, "stakeholder_groups": groups, "resident": lives, "quintile": fifth}
        for who, groups, lives, fifth in PEOPLE
    ]
    segments = [
        about
        | {"segment_id": segment, "speaker_id": who, "role": role, "question_asked": question}
        | {"kind": "survey", "text": f"{segment}: {WORDS}", "state": "read", "document_id": "d-1"}
        for segment, who, role, question, *_ in SAID
    ]
    coded = [
        {"segment_id": segment, "end": 5, "code": code, "coder": "A. Coder", "round": 1}
        | {"decision": "applied", "rung_experienced": rung if code == "say" else None}
        for segment, *_, codes, rung in SAID
        for code in codes or ("",)
    ]
    in_themes = [{"segment_id": one, "theme_id": 0, "weight": 0.9} for one in ("s-1", "s-4", "s-6")]
    areas = [
        {"speaker_id": who, "local_rank": fifth / 5 - 0.1, "quintile": fifth}
        | {"vintage": "lsoa2021", "link_status": "linked"}
        for who, *_, fifth in PEOPLE
        if fifth
    ]
    made.tables.put(
        {
            "deidentified_speakers": filled(DeidentifiedSpeakers, speakers),
            "deidentified_segments": filled(DeidentifiedSegments, segments),
            "codings": filled(Codings, coded),
            "segment_themes": filled(SegmentThemes, in_themes),
            "speaker_areas": filled(SpeakerAreas, areas),
        }
    )
    made.tables.put(measure(measured.evidence(made)))
    made.tables["sensitivity"] = empty(TABLES["sensitivity"])
    return made


def told(study: Study, name: str, table: str, **key: object) -> tuple[set[str], set[str]]:
    """People and segments behind one number of a row."""
    found = study.behind(table, **key)
    people = found.people[found.people["number"] == name]["speaker_id"]
    return set(people), set(found.segments[found.segments["number"] == name]["segment_id"])


def prevalence(subject_id: str, stratum: str = "all", value: str = "all") -> dict[str, object]:
    kind = "theme" if subject_id.isdigit() else "code"
    return {
        "source_name": "survey",
        "subject": kind,
        "subject_id": subject_id,
        "stratum": stratum,
        "stratum_value": value,
    }


@pytest.mark.parametrize(
    ("number", "key", "people", "segments"),
    [
        # Five were asked, one of them said nothing; the interviewer is not among them.
        ("n_asked", prevalence("bus"), "12345", ""),
        ("n_mentioning", prevalence("bus"), "12", "123"),
        # p-2 spoke of buses only when asked about them.
        ("n_unprompted", prevalence("bus"), "1", "1"),
        ("n_mentioning", prevalence("bus", "group", "staff_frontline"), "2", "3"),
        ("n_mentioning", prevalence("say", "group", "person_using_services"), "3", "4"),
        ("n_mentioning", prevalence("bus", "quintile", "1"), "1", "12"),
        # In the theme are p-1, p-3 and the interviewer.
        ("n_mentioning", prevalence("0"), "13", "14"),
    ],
)
def test_exactly_those_counted_are_found_again(
    study: Study, number: str, key: dict[str, object], people: str, segments: str
):
    found = told(study, number, "theme_prevalence", **key)
    assert found == ({f"p-{n}" for n in people}, {f"s-{n}" for n in segments})


def test_a_gradient_stands_on_residents_alone(study: Study):
    key = {"source_name": "survey", "subject_id": "bus", "measure": "sii"}
    assert told(study, "n", "theme_gradients", **key) == ({"p-1", "p-2", "p-5"}, set())
    assert told(study, "value", "theme_gradients", **key) == ({"p-1", "p-2"}, {"s-1", "s-2", "s-3"})


def test_both_sides_of_a_difference_and_a_rung_are_found_again(study: Study):
    key = {"source_name": "survey", "subject_id": "say"}
    key |= {"group_a": "unpaid_carer", "group_b": "staff_frontline"}
    # Who is a carer and a frontline worker stands on both sides.
    assert told(study, "mentioning_a", "divergence", **key) == ({"p-2"}, {"s-3"})
    assert told(study, "mentioning_b", "divergence", **key) == ({"p-2"}, {"s-3"})
    rung = {"source_name": "survey", "group": "person_using_services", "rung": 2}
    assert told(study, "n_experienced", "rungs", **rung) == ({"p-3"}, {"s-4"})


def test_every_number_of_every_row_is_counted_again(study: Study):
    walk = Walk(study)
    rows = 0
    for table in ("theme_prevalence", "theme_gradients", "divergence", "rungs"):
        for row, found in zip(
            walk.rows(table, {}).to_dict("records"),
            walk.every(table, walk.rows(table, {})),
            strict=True,
        ):
            for one in found.numbers:
                people = found.people[found.people["number"] == one.name]["speaker_id"]
                if one.counts == "people":
                    assert people.nunique() == row[one.name]
                rows += 1
    assert rows > 50


def test_a_number_made_from_other_codings_is_refused(study: Study):
    study.tables["codings"] = study.tables["codings"].query("segment_id != 's-3'")
    with pytest.raises(InputError, match="insight run"):
        study.behind("theme_prevalence", **prevalence("bus"))


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("agreement", {}),
        ("theme_prevalence", {"colour": "red"}),
        ("theme_prevalence", prevalence("train")),
        ("theme_prevalence", {"subject_id": "bus"}),
    ],
)
def test_a_row_that_cannot_be_told_is_refused(study: Study, table: str, key: dict[str, object]):
    with pytest.raises(InputError):
        study.behind(table, **key)


def test_no_cell_of_a_notebook_shows_words_and_every_reading_is_logged(study: Study):
    found = study.behind("theme_prevalence", **prevalence("bus"))
    words = found.segments
    cells = [repr(found), found._repr_html_()]
    for one in (words, words.head(1), words[["text"]], words["text"].to_frame(), found.people):
        seen = sight(one)
        assert seen is not None
        cells += [seen.plain(), seen.html()]
    for told in cells:
        assert WORDS not in told
        assert "s-1" not in told
        assert "p-1" not in told
    assert words["text"].to_list()[0] == f"s-1: {WORDS}"
    (line,) = [line for line in study.custody.accesses() if "behind" in line["verb"]]
    assert line["verb"] == "words behind theme_prevalence read"


def test_what_is_behind_a_number_can_be_read_in_context(study: Study):
    pytest.importorskip("anywidget")
    study.tables["themes"] = filled(TABLES["themes"], [{"label": "buses", "status": "candidate"}])
    found = study.behind("theme_prevalence", **prevalence("bus"))
    reader = study.in_context(found.segments)
    # Three segments of all that mention it; the one that is unprompted too stands once.
    assert repr(reader).startswith("A reader of 3 segments")
    assert WORDS not in repr(reader.get_state())


def test_the_sheet_is_the_owners_and_the_counts_hold_no_words(study: Study):
    path, counts = write_behind(study, "theme_prevalence", {"subject_id": "say", "stratum": "all"})
    assert path.parent == study.folder.review
    assert path.stat().st_mode & 0o077 == 0
    sheet = pd.read_csv(path, encoding="utf-8-sig")
    assert set(sheet["segment_id"]) == {"s-3", "s-4"}
    assert WORDS not in counts.to_csv()
    assert counts.set_index("number")["people"].to_dict() == {
        "n_asked": 5,
        "n_mentioning": 2,
        "n_unprompted": 2,
    }
