"""Whose words may be printed, how much of them, and what is said of who spoke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pandas as pd
import pytest

from insight.disclosure import Said, candidate_quotes
from insight.disclosure.quotes import (
    PASSAGE_SUBJECTS,
    SHEET_ROWS,
    SPEAKER_QUOTES,
    look_at,
    passage,
)
from insight.schemas import Codings, DeidentifiedSegments, DeidentifiedSpeakers, validate
from insight.settings import QuotePolicy

Make = Callable[..., Said]
WORDS = "the bus goes twice a week so we stay at home"


def digest(text: str) -> str:
    return sha256(f"key {text}".encode()).hexdigest()


@pytest.fixture
def said() -> Make:
    """People who each said one thing under one code, but for what is told of each."""

    def make(*told: dict[str, Any]) -> Said:
        people = [
            {
                "segment_id": f"g{n}",
                "speaker_id": f"p{n}",
                "text": f"On day number {'abcdefghijklmnopqrstuvwxyz'[n % 26]} {WORDS}.",
                "role": "participant",
                "kind": "survey",
                "mode": "survey",
                "stakeholder_groups": "unpaid_carer",
                "age_band": "45-64",
                "consent_quote": True,
                "valence": "-",
            }
            | one
            for n, one in enumerate(told)
        ]
        frame = pd.DataFrame(people).assign(
            document_id="d",
            source_name="survey",
            sampling="self_selected",
            wave="1",
            question_asked="",
            prompted=True,
            **dict.fromkeys(["language", "set_aside", "same_as"], ""),
            position=0,
            n_redactions=0,
            state="read",
            speaks_for="self",
            resident=True,
            sex="",
            ethnicity="",
            disability="",
            quintile=1,
            rural_urban="Rural",
            link_status="linked",
            consent_share=True,
            start=0,
            end=frame_length(people),
            code="E3",
            coder="a",
            round=1,
            decision="applied",
            probability=None,
            rung_claimed=None,
            rung_experienced=None,
            attribution="",
            target_org="",
            sampling_probability=None,
            decided_on="",
            basis="human",
        )
        speakers = frame.drop_duplicates("speaker_id")
        return Said(
            segments=of(DeidentifiedSegments, frame),
            speakers=of(DeidentifiedSpeakers, speakers),
            decided=frame[["segment_id", "code", "basis"]],
            codings=of(Codings, frame),
        )

    return make


def frame_length(people: list[dict[str, Any]]) -> list[int]:
    return [len(one["text"]) for one in people]


def of(table: type, frame: pd.DataFrame) -> pd.DataFrame:
    return validate(table, frame[list(table.to_schema().columns)])


def quotes_of(said: Said, **policy: Any) -> pd.DataFrame:
    return candidate_quotes(said, QuotePolicy(**policy), 1, digest)[0]


def test_only_words_of_those_who_allowed_it_and_never_of_an_interviewer(said: Make) -> None:
    told = said({"consent_quote": False}, {"role": "interviewer"}, {"role": "voice"}, {})
    assert quotes_of(told)["text"].tolist() == [f"On day number d {WORDS}."]


def test_a_voice_of_a_published_report_may_be_quoted_as_such(said: Make) -> None:
    told = said({"role": "voice", "kind": "document", "stakeholder_groups": "vcs_partner"})
    assert quotes_of(told)["said_by"].tolist() == ["voluntary sector partner, as a report tells it"]


@pytest.mark.parametrize(
    "text",
    [
        "Too short to mean much.",
        "[person 1] [place] [date] [organisation] said so again.",
        f"Ring me on 01 23 45 67 and {WORDS}.",
        f"Write to somebody@example and {WORDS}.",
        f"We live at zz1 0ab and {WORDS}.",
    ],
)
def test_fragments_and_what_looks_like_an_identifier_are_no_quotes(said: Make, text: str) -> None:
    quotes, sheet = candidate_quotes(said({"text": text}), QuotePolicy(), 1, digest)
    assert quotes.empty
    assert sheet.empty


def test_attributes_are_told_only_when_enough_people_share_them(said: Make) -> None:
    ten = [{} for _ in range(10)]
    assert set(quotes_of(said(*ten))["said_by"]) == {"unpaid carer, 45 to 64"}
    older = [*ten, {"age_band": "65+", "speaker_id": "odd"}]
    by = quotes_of(said(*older), per_subject=11).set_index("text")["said_by"]
    assert by[f"On day number k {WORDS}."] == "unpaid carer"
    assert set(quotes_of(said(*ten), attributes=1)["said_by"]) == {"unpaid carer"}
    assert set(quotes_of(said(*ten), attributes=0)["said_by"]) == {"a participant"}
    assert set(quotes_of(said(*ten[:9]))["said_by"]) == {"a participant"}


def test_both_sides_are_heard_and_nobody_twice_while_others_wait(said: Make) -> None:
    told = said(
        *[{"valence": "-"} for _ in range(8)],
        {"valence": "+"},
        {"valence": "+", "speaker_id": "p8"},
    )
    quotes = quotes_of(told, per_subject=2)
    assert sorted(quotes["valence"]) == ["+", "-"]
    speakers = told.segments.set_index("text")["speaker_id"]
    nine = quotes_of(told, per_subject=9)
    assert nine["text"].map(speakers).is_unique


def test_each_side_of_a_code_has_its_own_quotes_from_different_groups_and_sources(
    said: Make,
) -> None:
    users = {"stakeholder_groups": "person_using_services"}
    told = said(
        *[{} for _ in range(6)],
        *[users for _ in range(6)],
        *[{"stakeholder_groups": "vcs_partner"} for _ in range(9)],
        {"stakeholder_groups": "care_provider", "source_name": "talks"},
    )
    quotes = quotes_of(told, per_subject=2)
    assert quotes["side"].value_counts().to_dict() == {"lived": 2, "organisation": 2}
    group = quotes["text"].map(told.segments.set_index("text")["stakeholder_groups"])
    assert set(group[quotes["side"] == "lived"]) == {"unpaid_carer", "person_using_services"}
    assert set(group[quotes["side"] == "organisation"]) == {"vcs_partner", "care_provider"}


def test_a_side_is_told_only_when_enough_people_stand_on_it(said: Make) -> None:
    carers, staff = [{} for _ in range(10)], {"stakeholder_groups": "staff_frontline"}
    assert set(quotes_of(said(*carers, staff))["side"]) == {"lived", ""}
    assert set(quotes_of(said(*carers), attributes=0)["side"]) == {""}
    report = {"role": "voice", "kind": "document"}
    assert set(quotes_of(said(*carers, report), per_subject=1)["side"]) == {"lived", ""}


def test_a_theme_has_two_quotes_in_all_one_from_each_side(said: Make) -> None:
    told = said(
        *[{} for _ in range(10)],
        *[{"stakeholder_groups": "vcs_partner"} for _ in range(10)],
    )
    ids = told.segments["segment_id"]
    themed = pd.DataFrame({"segment_id": ids, "theme_id": 0, "weight": 1.0})
    quotes = quotes_of(replace(told, segment_themes=themed)).query("subject == 'theme'")
    assert sorted(quotes["side"]) == ["lived", "organisation"]


def test_nobody_speaks_more_than_three_times_and_no_words_stand_under_more_than_two_codes(
    said: Make,
) -> None:
    one = said(*[{"speaker_id": "busy"} for _ in range(9)])
    assert len(quotes_of(one, per_subject=9)) == SPEAKER_QUOTES == 3
    told = said({})
    codes = pd.concat([told.decided.assign(code=code) for code in ("E1", "E2", "E3", "E4")])
    assert len(quotes_of(replace(told, decided=codes))) == PASSAGE_SUBJECTS == 2


def test_spare_quotes_never_make_the_sheet_longer_than_a_person_can_read(said: Make) -> None:
    people = [{"text": f"Number {'i' * (n + 1)} said that {WORDS}."} for n in range(400)]
    quotes, sheet = candidate_quotes(said(*people), QuotePolicy(per_subject=200), 1, digest)
    assert len(quotes) == 200
    assert len(sheet) == SHEET_ROWS == 250


def test_an_approval_holds_for_exactly_that_text(said: Make) -> None:
    told = said({}, {})
    texts = told.segments.set_index("segment_id")["text"]
    approvals = {"g0": digest(texts["g0"]), "g1": digest("as it was before a redaction")}
    quotes, sheet = candidate_quotes(told, QuotePolicy(), 1, digest, approvals)
    assert quotes.set_index("text")["status"].to_dict() == {
        texts["g0"]: "approved",
        texts["g1"]: "draft",
    }
    assert sheet.set_index("segment_id")["status"].to_dict() == {"g0": "approved", "g1": "draft"}
    assert (sheet["approve"] == "").all()


def test_what_was_approved_is_chosen_before_anything_else(said: Make) -> None:
    told = said(*[{} for _ in range(9)])
    texts = told.segments.set_index("segment_id")["text"]
    for segment, text in texts.items():
        approved = {segment: digest(text)}
        quotes, sheet = candidate_quotes(told, QuotePolicy(per_subject=1), 1, digest, approved)
        assert quotes["text"].tolist() == [text]
        assert sheet["status"].value_counts().to_dict() == {"approved": 1, "spare": 1}


def test_the_choice_does_not_depend_on_the_order_of_rows(said: Make) -> None:
    told = said(*[{} for _ in range(9)])
    turned = Said(
        *[frame.iloc[::-1] for frame in (told.segments, told.speakers)],
        *[frame.iloc[::-1] for frame in (told.decided, told.codings)],
    )
    for one, other in zip(
        candidate_quotes(told, QuotePolicy(), 1, digest),
        candidate_quotes(turned, QuotePolicy(), 1, digest),
        strict=True,
    ):
        pd.testing.assert_frame_equal(one, other)


def test_a_long_answer_is_cut_at_sentences_around_what_was_coded() -> None:
    text = "We moved here. The clinic shut. Nobody told us. I wrote to them. They never answered."
    assert passage(text, 60) == text
    assert passage(text, 6, text.index("Nobody"), text.index("I wrote")) == (
        "The clinic shut. Nobody told us."
    )
    assert passage("one sentence that is far too long to print", 4) == ""


def test_readers_are_told_what_to_look_at() -> None:
    assert look_at("Then Brackwater came and told us.", survey=False) == (
        "a word that could be a name"
    )
    assert look_at("On Monday we met in March.", survey=False) == ""
    assert "searched for" in look_at("On Monday we met.", survey=True)
    assert "small letter" in look_at("and then we met.", survey=False)
