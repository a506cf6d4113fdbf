"""An assessment reports voices: who each of its sentences is attributed to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from insight.corpus import Corpus
from insight.corpus.statements import voice_of

CASES = {
    "People told us that the form was hard to fill in.": "person_using_services",
    "Some people felt that nobody read what they had sent.": "person_using_services",
    "One person said, 'I had to tell it four times.'": "person_using_services",
    "People using services and unpaid carers reported long waits.": (
        "person_using_services;unpaid_carer"
    ),
    "Unpaid carers we spoke with wanted breaks at weekends.": "unpaid_carer",
    "However, family carers in the north of the county described a postcode lottery.": (
        "unpaid_carer"
    ),
    "Concerns about charging were raised by unpaid carers.": "unpaid_carer",
    "Partners said the plan was clear.": "other",
    "VCS partners told us the council rings back.": "vcs_partner",
    "Partners in the voluntary sector felt heard.": "vcs_partner",
    "Health partners stated that discharge had become quicker.": "health_partner",
    "Care providers told us that fees were paid late.": "care_provider",
    "Staff told us they had time to learn.": "staff_frontline",
    "Frontline staff across the county shared how induction had changed.": "staff_frontline",
    "Senior leaders acknowledged the backlog.": "staff_leadership",
    "The PSW was clear about what good practice looks like.": "staff_leadership",
    "The local authority recognised that reviews were late.": "council_corporate",
    "The council and partners noted that the strategy was young.": "council_corporate;other",
    "The share of complaints upheld by the ombudsman rose.": "ombudsman",
    "External assessors reported that the academy was strong.": "external_qa",
    # The assessor's own words, though others are spoken of.
    "The local authority had a training plan.": "assessor",
    "Staff were encouraged to take part.": "assessor",
    "Suggestions were sought from people using services.": "assessor",
    "The hub helped to make sure people felt safe.": "assessor",
    "There was a carers centre in each town.": "assessor",
    "It was not clear how far this reached.": "assessor",
}


@pytest.mark.parametrize(("sentence", "voice"), CASES.items())
def test_whose_claim_a_sentence_is(sentence: str, voice: str) -> None:
    assert ";".join(voice_of(sentence)) == voice


def test_a_sentence_that_goes_on_keeps_the_voice_of_its_paragraph() -> None:
    carers = voice_of("Unpaid carers told us that breaks were short.")
    assert voice_of("They also felt left out of reviews.", carers) == carers
    assert voice_of("For example, a night sitter never came.", carers) == carers
    assert voice_of("The council had a plan for this.", carers) == ("assessor",)


LETTER = """\
Key findings for this statement
People told us that the hub was warm. They wanted it open later.
The hub had a lift.

They had a ramp too.
"""


def test_a_document_is_statements_by_voices(
    write: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    write("letter.txt", LETTER)
    found = read("letter.txt", quote_without_consent=True)
    voices = found.speakers.set_index("speaker_id")["stakeholder_groups"]
    said = found.segments.sort_values("position")
    (text,) = found.documents["text"]
    assert list(said["speaker_id"].map(voices)) == ["person_using_services"] * 2 + ["assessor"] * 2
    assert [text[s.start : s.end] for s in said.itertuples()] == list(said["text"])
    assert set(found.speakers["role"]) == {"voice"}
    # A claim about people is not a person: it lives nowhere.
    assert not found.speakers["resident"].any()
    assert found.speakers["consent_quote"].all()
    assert list(found.documents[["kind", "mode"]].iloc[0]) == ["document", "document"]
    assert list(found.exclusions["reason"]) == ["heading"]
