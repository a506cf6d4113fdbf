"""What stands in place of an identifier: by style, by setting, and what is refused.

Everybody and everything here is invented.
"""

import re
from typing import get_args

import pandas as pd
import pytest

from insight.anonymise import (
    Register,
    anonymise_texts,
    audit,
    deidentify,
    find_identifiers,
    note_of,
)
from insight.anonymise.detect.checks import is_barred_prefix, is_postcode_area, nhs_number_holds
from insight.anonymise.general import Mention, descriptions, general
from insight.anonymise.lexicon import groups, kept_names, small_places, stand_ins
from insight.anonymise.surrogates import Surrogates
from insight.anonymise.treatment import replacements, treatment_of
from insight.errors import InputError, SettingsError
from insight.kinds import DirectKind, IndirectKind
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS
from insight.settings import AnonymiseSettings, read_settings
from insight.store import StudyKey

KEY = StudyKey(b"a key of the tests, known to all")
TALK = [
    ("INT", "Who helps you at home?"),
    (
        "P",
        "My daughter Wilhelmina Postgate comes on Mondays. Wilhelmina was born on 3 May 1951. "
        "My neighbour, Leonard Thwaite, has Huntington's and lives at 14 Curlew Terrace in "
        "Rothbury, NE65 9XX. You can ring Leonard on 01670 012 345; his NHS number is 943 476 5919 "
        "and his car is AB12 CDE. Wilhelmina's twins go to the Marigold Day Centre in Rothbury.",
    ),
]
SECRETS = re.findall(
    r"\w+",
    "wilhelmina postgate leonard thwaite 1951 huntington curlew rothbury 9xx 01670 943 ab12 "
    "marigold",
)


@pytest.fixture
def said(study):
    """TALK de-identified in a style: the participant's turn, and the identifiers."""

    def run(**told):
        segments, speakers, documents = study(("transcript", {"INT": "", "P": ""}, TALK))
        settings = AnonymiseSettings(**told)
        found = find_identifiers(segments, speakers, documents, None, settings, Register(), key=KEY)
        return deidentify(segments, speakers, documents, found, ())["text"].iloc[-1], found

    return run


def test_settings_know_the_kinds_that_the_tables_know():
    assert get_args(DirectKind) == DIRECT_KINDS
    assert get_args(IndirectKind) == INDIRECT_KINDS


@pytest.mark.parametrize("style", ["brackets", "described", "surrogates"])
def test_no_style_lets_an_identifier_through(said, style):
    text, _ = said(style=style)
    assert [secret for secret in SECRETS if secret in text.casefold()] == []


def test_brackets_say_the_kind_and_number_people(said):
    text, _ = said()
    assert text == (
        "My daughter [person 1] comes on Mondays. [person 1] was born on [date of birth]. "
        "My neighbour, [person 2], has [condition] and lives at [address] in [place], [postcode]. "
        "You can ring [person 2] on [phone]; his NHS number is [NHS number] and his car is "
        "[vehicle registration]. [person 1]'s [relationship] go to the [organisation] in [place]."
    )


def test_described_says_relation_and_class_as_the_text_gives_them(said):
    text, _ = said(style="described")
    assert text == (
        "My daughter [person 1] comes on Mondays. [daughter] was born on [date of birth: 1950s]. "
        "My neighbour, [person 2], has [rare neurological condition] and lives at [address] in "
        "[town], [postcode]. You can ring [neighbour] on [phone]; his NHS number is [NHS number] "
        "and his car is [vehicle registration]. [daughter]'s [siblings] go to the [day centre] in "
        "[town]."
    )


def test_a_gender_is_never_guessed_from_a_name_and_two_daughters_keep_their_numbers():
    def met(before, name, number):
        return Mention("person", name, before, " came.", name.casefold(), number, "talk")

    assert descriptions([met("I saw Mrs ", "Ada", 1), met("so ", "Grace", 2)]) == {}
    both = descriptions([met("my daughter ", "Ada", 1), met("my other daughter ", "Hope", 2)])
    assert both == {("talk", "ada"): "daughter, person 1", ("talk", "hope"): "daughter, person 2"}


def test_a_treatment_of_one_kind_leaves_the_others_as_they_are(said):
    text, found = said(treatments={"place": "replace", "relationship": "keep", "person": "remove"})
    assert text.count("[place 1]") == 2
    assert "[person]'s twins go" in text
    assert "relationship" not in set(found["kind"])
    assert "[condition]" in text


def test_classes_are_told_where_they_are_known():
    assert general("place", "Craster") == "village"
    assert general("place", "the Coquet Valley") == "valley"
    assert general("place", "Nowhere Under Lyme") == ""
    assert general("role", "the director of adult care") == "senior post"
    assert general("organisation", "Larch Lane Surgery") == "GP surgery"
    assert general("ethnicity", "Bangladeshi") == "ethnic group: Asian"
    assert general("relationship", "foster carer of four") == "foster or adoptive family"
    assert (
        general("date_of_birth", "the third of May, nineteen fifty-one") == "date of birth: 1950s"
    )


def test_every_rare_condition_and_group_that_is_looked_for_has_a_class():
    from insight.anonymise.lexicon import conditions, ethnicities

    assert [name for name in conditions() if not general("condition", name)] == []
    languages_and_people = [name for name in ethnicities() if not general("ethnicity", name)]
    assert languages_and_people == []
    assert set(groups("organisation").values()) >= {"GP surgery", "day centre", "charity"}


TOML = """
[study]
title = "A study"
[[source]]
name = "survey"
files = "survey.csv"
sampling = "census"
[anonymise]
"""


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('treatments = { person = "keep" }', "keep_direct"),
        ('treatments = { nhs_number = "keep" }', "keep_direct"),
        ('treatments = { phone = "generalise" }', "remove or replace"),
        ('treatments = { surname = "remove" }', "treatments"),
        ('treatments = { place = "blur" }', "treatments"),
    ],
)
def test_unsafe_and_unknown_treatments_are_refused(tmp_path, line, problem):
    (tmp_path / "study.toml").write_text(TOML + line, "utf-8")
    with pytest.raises(SettingsError, match=problem):
        read_settings(tmp_path / "study.toml")


def test_a_direct_identifier_stays_only_by_two_keys(tmp_path, said):
    told = TOML + 'treatments = { vehicle = "keep" }\nkeep_direct = ["vehicle"]'
    (tmp_path / "study.toml").write_text(told, "utf-8")
    settings = read_settings(tmp_path / "study.toml").anonymise
    assert treatment_of("vehicle", settings) == "keep"
    text, _ = said(treatments=settings.treatments, keep_direct=settings.keep_direct)
    assert "AB12 CDE" in text
    assert "vehicle registration" in note_of(settings)


def test_surrogates_are_the_same_throughout_and_the_log_says_that_they_are_invented(said):
    text, found = said(style="surrogates")
    given = re.search(r"My daughter (\S+) \S+ comes", text)[1]
    assert text.count(given) == 3
    place = re.search(r"in (\S+), ZZ99", text)[1]
    assert text.endswith(f"in {place}.")
    assert audit(pd.DataFrame({"segment_id": []}), found)["n_invented"].sum() == sum(
        not put.startswith("[") for put in found["replacement"]
    )
    assert "invented" in note_of(AnonymiseSettings(style="surrogates"))
    assert note_of(AnonymiseSettings()) == ""


def test_surrogates_need_a_key():
    rows = pd.DataFrame({"id": ["1"], "text": ["I told Mrs Postgate."]})
    with pytest.raises(InputError, match="key"):
        anonymise_texts(rows, settings=AnonymiseSettings(style="surrogates"))


def people(*names):
    return [
        Mention("person", name, "", "", name.casefold(), number, "talk")
        for number, name in enumerate(names, 1)
    ]


def test_an_invented_name_keeps_no_initial_and_is_no_word_of_the_study():
    names = [f"{name} {family}" for name in stand_ins("given") for family in ("Zulu", "Quill")]
    vocabulary = frozenset(name.casefold() for name in stand_ins("given")[:80])
    made = Surrogates(KEY, vocabulary).of(people(*names))
    given = [put.split()[0] for put in made.values()]
    assert len(set(given)) == len(names)  # more people than the list has names
    for mention, put in made.items():
        first, last = put.split()
        assert first[0] != mention.surface[0]
        assert last[0] != mention.surface.split()[1][0]
        assert vocabulary.isdisjoint(first.casefold().split("-"))


def test_surrogates_depend_on_the_key_and_not_on_the_order_and_last_over_waves():
    first = people("Ada Ives", "Hope Quill", "Leonard Ives")
    settings = AnonymiseSettings(style="surrogates")
    made = dict(zip(first, replacements(first, settings, KEY), strict=True))
    backwards = first[::-1]
    assert dict(zip(backwards, replacements(backwards, settings, KEY), strict=True)) == made
    later = [*people("Ada Ives", "Hope Quill", "Leonard Ives", "Job Fenby")]
    assert replacements(later, settings, KEY)[:3] == list(made.values())
    other = StudyKey(b"another key, of another study, also long")
    assert replacements(first, settings, other) != list(made.values())
    assert made[first[0]].split()[1] == made[first[2]].split()[1]  # a family stays one


def code(kind, surface):
    mention = Mention(kind, surface, "", "", surface.casefold(), None, "talk")
    return replacements([mention], AnonymiseSettings(style="surrogates"), KEY)[0]


def test_invented_codes_are_such_as_nobody_can_have():
    # Ofcom, numbers for drama: 07700 900000-900999, 01632 960000-960999.
    assert re.fullmatch(r"07700 900\d{3}", code("phone", "07911 123456"))
    assert re.fullmatch(r"\(01632\) 960\d{3}", code("phone", "(01670) 512345"))
    assert re.fullmatch(r"\+44 7700 900\d{3}", code("phone", "+44 7911 123456"))
    nhs = re.sub(r"\D", "", code("nhs_number", "943 476 5919"))
    assert nhs.startswith("999")
    assert len(nhs) == 10
    assert not nhs_number_holds(nhs)
    assert code("ni_number", "AB 12 34 56 C").startswith("QQ")
    assert is_barred_prefix("QD")
    assert code("postcode", "NE65 9XX").startswith("ZZ99 ")
    assert not is_postcode_area("ZZ")
    assert code("vehicle", "AB12 CDE").startswith("ZZ00 ")
    assert code("email", "ada@ives.example.org").endswith("@example.org")
    masked = code("reference", "ASC/19/00731")
    assert re.fullmatch(r"[A-Z]{3}/\d\d/\d{5}", masked)
    assert masked != "ASC/19/00731"


def test_invented_places_and_streets_are_none_of_the_county():
    real = small_places() | kept_names() | set(groups("place"))
    assert not {name.casefold() for name in stand_ins("place")} & real
