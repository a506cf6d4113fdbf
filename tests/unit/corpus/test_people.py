"""What is told of people: groups, consent, whose place it is, what they would rather not say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from insight.anonymise import deidentify_speakers
from insight.corpus import Corpus, check_sources, read_known_names
from insight.corpus.people.attributes import declared_of, describe
from insight.errors import InputError, SourceError
from insight.schemas import DECLINED
from insight.settings import SourceSettings

Write, Read = Callable[..., Path], Callable[..., Corpus]

TALK = "INT: Who helps?\n\nP1: My sister.\n\nINT: Since when?\n\nP1: Since the spring.\n"


def settings(**told: object) -> SourceSettings:
    return SourceSettings.model_validate(
        {"name": "source", "files": "*", "sampling": "purposive", **told}
    )


def described(name: str, value: str, **told: object) -> object:
    return describe({name: value}, settings(**told), "here")


CARER = {"recode": {"stakeholder_group": {"Carer": "unpaid_carer", "User": DECLINED}}}


@pytest.mark.parametrize(
    ("told", "groups"),
    [
        ("unpaid_carer", "unpaid_carer"),
        ("Unpaid carer", "unpaid_carer"),
        ("carer and person using services", "person_using_services;unpaid_carer"),
        ("Carer / frontline staff", "staff_frontline;unpaid_carer"),
        ("Person using services;Carer;", "person_using_services;unpaid_carer"),
        ("Person with care and support needs, Carer", "person_using_services;unpaid_carer"),
        ("Prefer not to say", ""),
        ("User", ""),
        ("", ""),
    ],
)
def test_one_person_may_be_in_several_groups(told: str, groups: str) -> None:
    assert described("stakeholder_groups", told, **CARER)["stakeholder_groups"] == groups


def test_a_whole_choice_of_a_form_is_recoded_before_its_parts() -> None:
    both = {"A carer, and I use services": "unpaid_carer; person_using_services"}
    told = described(
        "stakeholder_groups",
        "A carer, and I use services; Staff frontline",
        recode={"stakeholder_group": both},
    )
    assert told["stakeholder_groups"] == "person_using_services;staff_frontline;unpaid_carer"


@pytest.mark.parametrize("told", ["Carer", "wizard", "unpaid carer and wizard"])
def test_a_group_that_could_be_another_is_asked_for(told: str) -> None:
    with pytest.raises(SourceError, match=r"recode.stakeholder_group") as error:
        described("stakeholder_groups", told)
    assert told not in str(error.value)


@pytest.mark.parametrize("name", ["age_band", "sex", "ethnicity", "disability"])
@pytest.mark.parametrize(
    "told",
    [
        "Prefer not to say",
        "prefer not to answer.",
        "I'd rather not say",
        "I’d rather not say",
        "Do not wish to disclose",
        "I don't want to answer",
        "Declined to state",
        "Refused",
    ],
)
def test_who_would_rather_not_say_is_kept_apart_from_who_was_not_asked(
    name: str, told: str
) -> None:
    assert described(name, told)[name] == DECLINED
    assert described(name, "not known")[name] == ""
    assert described(name, "")[name] == ""
    assert described(name, "99", recode={name: {"99": "Rather not say"}})[name] == DECLINED
    assert described(name, "Prefer to self-describe")[name] == "Prefer to self-describe"


def test_not_saying_survives_de_identification_as_a_category_of_its_own(
    write: Write, read: Read
) -> None:
    write(
        "answers.csv",
        "what,age,sex,born,disabled\n"
        "The ramp was mended in a week,65-74,Female,White,No\n"
        "Nobody rang us for a month,Prefer not to say,Rather not say,Refused,Prefer not to say\n"
        "They were kind to my father,,,,\n",
    )
    columns = {"text": "what", "age_band": "age", "sex": "sex", "ethnicity": "born"}
    columns["disability"] = "disabled"
    found = read("answers.csv", kind="survey", columns=columns)
    told = deidentify_speakers(found.speakers, found.documents, found.segments, None)
    for name, first in (
        ("age_band", "65+"),
        ("sex", "female"),
        ("ethnicity", "white"),
        ("disability", "no"),
    ):
        assert sorted(told[name]) == sorted([first, "not stated", DECLINED])


@pytest.mark.parametrize("column", ["consent_quote", "consent_share"])
@pytest.mark.parametrize(
    ("told", "agreed"),
    [
        *((yes, True) for yes in ("yes", "Y", "TRUE", "1", "Agree", "I agree", "Yes, I consent")),
        ("Yes, I am happy for you to", None),
        *((no, False) for no in ("no", "N", "0", "I do not agree", "Disagree", "No, thank you")),
        *(
            (no, False)
            for no in ("", "n/a", "Prefer not to say", "Don't use my words", "withdrawn")
        ),
        ("Yes, but not my words", None),
        ("Only with my name removed", None),
        ("I agree to being quoted anonymously", None),
        ("Yes - ask me first", None),
        ("Yes if it helps", None),
        ("maybe", None),
        ("2", None),
        ("No objection", None),
        ("yes/no", None),
    ],
)
def test_consent_is_a_plain_yes_or_none_and_a_condition_is_asked_about(
    column: str, told: str, agreed: bool | None
) -> None:
    if agreed is not None:
        assert described(column, told)[column] is agreed
        return
    with pytest.raises(SourceError, match=f"recode.{column}") as error:
        described(column, told)
    assert told not in str(error.value)
    for word in ("yes", "no"):
        meant = described(column, told, recode={column: {told: word}})
        assert meant[column] is (word == "yes")


def test_a_yes_to_sharing_is_no_yes_to_quoting() -> None:
    told = "I agree to share my answers with partners"
    assert described("consent_share", told)["consent_share"] is True
    with pytest.raises(SourceError, match="consent_quote"):
        described("consent_quote", told)


def test_without_a_consent_column_nobody_may_be_quoted() -> None:
    assert describe({}, settings(), "here")["consent_quote"] is False
    published = describe({}, settings(quote_without_consent=True), "here")
    assert published["consent_quote"] is True


@pytest.mark.parametrize(
    ("told", "whose"),
    [
        ("self", "self"),
        ("Myself", "self"),
        ("On behalf of my mother", "proxy"),
        ("Someone I care for", "proxy"),
        ("Proxy", "proxy"),
        ("Through an interpreter", "interpreter"),
        ("On behalf of an organisation", "organisation"),
        ("", "interpreter"),
    ],
)
def test_whose_experience_it_is_comes_from_the_row_else_the_settings(told: str, whose: str) -> None:
    assert described("speaks_for", told, speaks_for="interpreter")["speaks_for"] == whose


def test_whose_experience_it_is_is_not_guessed() -> None:
    with pytest.raises(SourceError, match=r"recode.speaks_for"):
        described("speaks_for", "both of us")


@pytest.mark.parametrize(
    ("told", "own_life"),
    [
        ({"stakeholder_groups": "unpaid_carer"}, True),
        ({"stakeholder_groups": "staff_frontline"}, False),
        ({"stakeholder_groups": "staff_frontline", "resident": "Yes, I live here"}, True),
        ({"stakeholder_groups": "unpaid_carer", "resident": "no"}, False),
        ({"stakeholder_groups": "unpaid_carer", "resident": "Prefer not to say"}, False),
        ({"stakeholder_groups": "unpaid_carer", "speaks_for": "organisation"}, False),
    ],
)
def test_a_place_is_somebodys_own_life_where_told_or_lived(
    told: dict[str, str], own_life: bool
) -> None:
    assert describe(told, settings(), "here")["resident"] is own_life


def test_declared_attributes_are_kept_by_their_names_and_recoded() -> None:
    of = settings(
        columns={"declared": {"tenure": "Housing", "ward": "W", "faith": "F"}},
        recode={"tenure": {"1": "council tenant"}},
    )
    told = declared_of({"ward": " Östra ", "tenure": "1", "faith": "Prefer not to say"}, of)
    assert json.loads(told) == {"faith": DECLINED, "tenure": "council tenant", "ward": "Östra"}
    assert told == declared_of({"faith": "Refused", "tenure": "1", "ward": "Östra"}, of)
    assert declared_of({"ward": "", "tenure": "n/a"}, of) == ""


def test_a_table_of_speakers_may_have_the_columns_that_the_settings_declare(
    write: Write, read: Read, tmp_path: Path
) -> None:
    write("talks/one.txt", TALK)
    write("speakers.csv", "file,label,Housing\ntalks/one.txt,P1,rented\n")
    with pytest.raises(InputError, match=r"columns.declared"):
        read("talks/*", speakers="speakers.csv")
    found = read(
        "talks/*", speakers="speakers.csv", columns={"declared": {"tenure": "Housing"}}
    ).speakers
    of_p1 = found.loc[found["label_in_source"] == "P1", "declared"].item()
    assert json.loads(of_p1) == {"tenure": "rented"}
    wrong = settings(files="talks/*", recode={"tenure": {"rented": "tenant"}})
    assert any("recode.tenure" in problem for problem in check_sources(tmp_path, [wrong]))


def test_the_names_of_a_study_are_told_with_their_kind(write: Write) -> None:
    path = write("names.csv", "name,kind\nBo Ash,person\nThe Hub,Organisation\n,place\n")
    told = read_known_names(path)
    assert sorted(told.itertuples(index=False, name=None)) == [
        ("Bo Ash", "person"),
        ("The Hub", "organisation"),
    ]
    write("names.csv", "name,kind\nBo Ash,boat\n")
    with pytest.raises(InputError, match="row 2, column kind"):
        read_known_names(path)
