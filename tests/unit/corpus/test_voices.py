"""Whose words a sentence of a report holds, what they rest on, and whom they are about.

`voices/statements.csv` holds sentences of our own invention in the manner of assessments, with
the answer that a reader would give. Three lists in it were written before the grammar was tried on
them.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.corpus.formats.content import Paragraph
from insight.corpus.voices.claims import Claim
from insight.corpus.voices.knowledge import attribution_of, target_of
from insight.corpus.voices.parties import ORGANISATION_OF
from insight.corpus.voices.quotes import hidden
from insight.corpus.voices.report import Reading, read_document
from insight.corpus.voices.voice import heard
from insight.schemas import STAKEHOLDER_GROUPS
from insight.schemas.base import ATTRIBUTIONS, TARGET_ORGANISATIONS

ROWS = list(csv.DictReader((Path(__file__).parent / "voices" / "statements.csv").open()))
Said = tuple[str, str]


def _answer(statement: str) -> tuple[str, str, str]:
    saying = heard(statement)
    attribution = attribution_of(saying)
    return ";".join(saying.voice), attribution, target_of(saying, attribution)


@pytest.mark.parametrize("row", [r for r in ROWS if r["list"] == "written with the grammar"])
def test_a_reader_would_say_the_same(row: dict[str, str]) -> None:
    assert _answer(row["statement"]) == (row["voice"], row["attribution"], row["target"])


@pytest.mark.parametrize("part", ["voice", "attribution", "target"])
def test_sentences_that_were_not_written_for_the_grammar_are_read_right_too(part: str) -> None:
    place = ("voice", "attribution", "target").index(part)
    unseen = [row for row in ROWS if row["list"].endswith("unseen")]
    right = [row for row in unseen if _answer(row["statement"])[place] == row[part]]
    assert len(unseen) >= 60
    assert len(right) >= 0.95 * len(unseen)


def _read(*paragraphs: str | tuple[str, bool]) -> tuple[Reading, list[tuple[str, Claim]]]:
    parts = [Paragraph(p, False) if isinstance(p, str) else Paragraph(*p) for p in paragraphs]
    reading = read_document(parts)
    return reading, [(parts[n].text[c.start : c.end], c) for n, kept in reading.kept for c in kept]


def _voices(*paragraphs: str | tuple[str, bool]) -> list[Said]:
    return [(text, ";".join(claim.voice)) for text, claim in _read(*paragraphs)[1]]


def _heading(text: str) -> tuple[str, bool]:
    return text, True


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        (
            "Staff felt supported but carers told us that nobody rang back.",
            [
                ("Staff felt supported", "staff_frontline"),
                ("but carers told us that nobody rang back.", "unpaid_carer"),
            ],
        ),
        (
            "While leaders said morale was good, social workers described long weeks.",
            [
                ("While leaders said morale was good,", "staff_leadership"),
                ("social workers described long weeks.", "staff_frontline"),
            ],
        ),
        (
            "The council had a strategy, but carers told us they had never seen it.",
            [
                ("The council had a strategy,", "assessor"),
                ("but carers told us they had never seen it.", "unpaid_carer"),
            ],
        ),
        (
            "Partners felt heard, although it was not clear what came of it.",
            [
                ("Partners felt heard,", "other"),
                ("although it was not clear what came of it.", "assessor"),
            ],
        ),
        (
            "Waits had grown to nine weeks, with carers describing nights without sleep.",
            [
                ("Waits had grown to nine weeks,", "assessor"),
                ("with carers describing nights without sleep.", "unpaid_carer"),
            ],
        ),
        # What leaders say of others stays theirs.
        (
            "Leaders told us that staff coped but carers felt left out.",
            [
                (
                    "Leaders told us that staff coped but carers felt left out.",
                    "staff_leadership",
                )
            ],
        ),
        # One party, two clauses.
        (
            "Carers said that the hub was warm but the lift was broken.",
            [("Carers said that the hub was warm but the lift was broken.", "unpaid_carer")],
        ),
    ],
)
def test_a_sentence_is_cut_where_another_party_begins_to_speak(
    sentence: str, claims: Sequence[Said]
) -> None:
    assert _voices(sentence) == claims


def test_who_is_meant_by_they() -> None:
    assert [voice for _, voice in _voices("Carers told us of waits. She added that it hurt.")] == [
        "unpaid_carer"
    ] * 2
    met = _voices("We spoke with nine nurses. They told us that letters went missing.")
    assert [voice for _, voice in met] == ["assessor", "health_partner"]
    echo = _voices("Staff said the form was long. This was echoed by carers, who gave up on it.")
    assert [voice for _, voice in echo] == ["staff_frontline", "unpaid_carer"]
    ended = _voices("Staff said the form was long. However, it was not clear who had seen it.")
    assert [voice for _, voice in ended] == ["staff_frontline", "assessor"]


def test_quoted_words_are_of_whom_the_sentence_says_they_are_of() -> None:
    before = _voices('A carer told us, "I was worn out. Staff said no." The council had written.')
    assert [voice for _, voice in before] == ["unpaid_carer", "unpaid_carer", "assessor"]
    behind = _voices("“It took a year. I gave up,” one person told us.")
    assert [voice for _, voice in behind] == ["person_using_services"] * 2


def test_items_of_a_list_have_the_voice_of_the_line_that_leads_to_them() -> None:
    reading, claims = _read(
        _heading("Providers told us:"),
        _heading("- fees came late"),
        _heading("- the council did not ring back;"),
        "- rotas changed. Carers said that they were not told.",
        "The council had since changed the portal. It opened in May.",
    )
    assert [text for text, _ in claims][:2] == ["fees came late", "the council did not ring back;"]
    assert [claim.voice for _, claim in claims] == [
        *[("care_provider",)] * 3,
        ("unpaid_carer",),
        *[("assessor",)] * 2,
    ]
    assert reading.left_out == (("paragraph 1", "line that leads to a list"),)


def test_a_section_of_what_people_said_is_theirs() -> None:
    told = _voices(
        _heading("What carers told us"),
        "Breaks were too short. We found no plan for this.",
        _heading("Outcomes"),
        "The plan was late.",
    )
    assert [voice for _, voice in told] == ["unpaid_carer", "assessor", "assessor"]


def test_promises_of_the_framework_are_no_findings() -> None:
    reading, claims = _read(
        _heading("What people expect"),
        "I have a say. When I move house, there is a plan.",
        _heading("Key findings"),
        "We found that plans were late.",
    )
    assert [text for text, _ in claims] == ["We found that plans were late."]
    assert dict(reading.left_out)["paragraph 2"].startswith("words of the assessment framework")


def test_a_place_that_acts_is_its_council() -> None:
    _, claims = _read(
        _heading("Fellshire County Council: local authority assessment"),
        "Fellshire had a plan. It ran to ten pages. Fellshire recognised the gap.",
        "People in Fellshire lived longer.",
    )
    assert [claim.target for _, claim in claims] == ["council", "council", "council", ""]
    assert claims[2][1].voice == ("council_corporate",)


LETTER = (
    _heading("4 Nowhere Road"),
    _heading("3 May 2024"),
    _heading("Dear Director,"),
    _heading("Re: care at home"),
    "I am writing because nobody came for a week. The social worker told me to wait.",
    "Other families tell me they wait as long.",
    _heading("Yours sincerely"),
    _heading("A. Writer"),
    "P.S. I would be glad of an answer.",
)


def test_a_letter_is_its_writers() -> None:
    reading, claims = _read(*LETTER)
    assert reading.kind == "letter"
    assert {claim.voice for _, claim in claims} == {()}
    assert [claim.attribution for _, claim in claims] == [
        "first_hand",
        "first_hand",
        "hearsay",
        "first_hand",
    ]
    assert [place for place, _ in reading.left_out] == [
        f"paragraph {n}" for n in (1, 2, 3, 4, 7, 8)
    ]


@pytest.mark.parametrize(
    ("body", "signed", "writer"),
    [
        ("As her carer I was never asked.", "A. Writer", ("unpaid_carer",)),
        ("I have looked after my mother since 2019.", "A. Writer", ("unpaid_carer",)),
        ("I use direct payments and they came late.", "A. Writer", ("person_using_services",)),
        (
            "I am a wheelchair user, and I care for my husband.",
            "A. Writer",
            ("person_using_services", "unpaid_carer"),
        ),
        ("Our carers came late again.", "A. Writer", ()),
        ("We changed how we charge.", "Head of Adult Services", ("staff_leadership",)),
    ],
)
def test_the_writers_group_is_known_where_the_letter_says_it(
    body: str, signed: str, writer: tuple[str, ...]
) -> None:
    _, claims = _read(_heading("Dear Ms Nobody"), body, "Yours sincerely", _heading(signed))
    assert [claim.voice for _, claim in claims] == [writer]


def test_a_letter_of_who_judges_reports_what_others_said() -> None:
    _, claims = _read(
        "Dear Ms Nobody, I am writing to tell you what we found.",
        "Carers told us that breaks were short. The council had a plan.",
        "Yours sincerely, A. Writer, Care Quality Commission",
    )
    assert [claim.voice for _, claim in claims] == [("assessor",), ("unpaid_carer",), ("assessor",)]


_WORDS = st.sampled_from(
    [
        *("Staff", "carers", "people", "told us", "said", "felt", "the council", "hospital,"),
        *("but", "while", "and", "who", "they", "I", "we", "Dear", "Yours sincerely"),
        *(".", ";", ":", "“", "”", '"', "'", "\n", "-", "£", "é", "👍", "§", "·"),
    ]
)


@given(st.lists(st.lists(_WORDS, max_size=25).map(" ".join), max_size=6))
def test_every_word_is_in_one_claim_or_left_out(texts: list[str]) -> None:
    paragraphs = [Paragraph(text, False) for text in texts if text.strip()]
    reading = read_document(paragraphs)
    out = {place.split(",")[0] for place, _ in reading.left_out}
    kept = dict(reading.kept)
    for number, part in enumerate(paragraphs):
        claims = kept.get(number)
        if claims is None:
            assert f"paragraph {number + 1}" in out
            continue
        spans = [(claim.start, claim.end) for claim in claims]
        assert spans == sorted(spans)
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
        if f"paragraph {number + 1}" not in out:
            covered = {place for start, end in spans for place in range(start, end)}
            missed = "".join(c for n, c in enumerate(part.text) if n not in covered)
            assert not missed.strip(" \n-·")
        for claim in claims:
            assert set(claim.voice) <= set(STAKEHOLDER_GROUPS)
            assert claim.attribution in ATTRIBUTIONS
            assert claim.target in TARGET_ORGANISATIONS


@given(st.text(alphabet="ab .'\"“”‘’\n", max_size=60))
def test_hiding_quotations_moves_nothing(text: str) -> None:
    assert len(hidden(text)) == len(text)


def test_every_group_that_is_of_an_organisation_has_one() -> None:
    assert set(ORGANISATION_OF) == set(STAKEHOLDER_GROUPS) - {
        "person_using_services",
        "unpaid_carer",
        "assessor",
    }
    assert set(ORGANISATION_OF.values()) <= set(TARGET_ORGANISATIONS)
