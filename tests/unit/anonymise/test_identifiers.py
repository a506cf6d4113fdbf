"""What counts as an identifier, and what stays: rules that people who know the field can read."""

import pytest

from insight.anonymise.detect.codes import card_number_holds, nhs_number_holds

MUST_GO = [
    # what was said, what must not survive, what stands there instead
    ("My NHS number is 943 476 5919.", "943", "[NHS number]"),
    ("nhs no 943-476-5919 thanks", "476", "[NHS number]"),
    ("It's nine four three, four seven six, five nine one nine.", "four three", "[NHS number]"),
    ("National Insurance AB 12 34 56 C", "12 34", "[National Insurance number]"),
    ("ni number qq123456c", "123456", "[National Insurance number]"),
    ("We live at NE65 9XX now", "9XX", "[postcode]"),
    ("my postcode is ne659xx", "659", "[postcode]"),
    ("It's N E sixty-five, nine X X.", "sixty", "[postcode]"),
    ("T D fifteen, two double S", "fifteen", "[postcode]"),
    ("Ring me on 01632 960 123", "960", "[phone]"),
    ("call +44 7700 900123", "900123", "[phone]"),
    ("it's oh double seven, oh oh nine, oh oh one two three", "double", "[phone]"),
    ("write to a.postgate@example.org", "postgate", "[email]"),
    ("it's ada dot postgate at example dot org", "postgate", "[email]"),
    ("see www.example.org/ada-postgate", "postgate", "[web address]"),
    ("find us at @postgate_family", "postgate", "[social media name]"),
    ("The van is AB12 CDE", "AB12", "[vehicle registration]"),
    ("the complaint ref is ASC/19/00731", "00731", "[reference]"),
    ("case number 7731-KL", "7731", "[reference]"),
    ("I was born on 3 March 1950.", "March", "[date of birth]"),
    ("date of birth, the third of the fourth, nineteen fifty", "fifty", "[date of birth]"),
    ("It happened on 14/02/2025.", "14", "[date: winter 2025]"),
    ("I'm 67 and still working.", "67", "[age 60s]"),
    ("She turned sixty-six in spring.", "sixty", "[age 60s]"),
    ("my son, aged 9, waits", "9", "[age under 18]"),
    ("We are at 14 Curlew Terrace.", "Curlew", "[address]"),
    ("he lives at 14 curlew terrace", "curlew", "[address]"),
    ("Flat 3, 20 Heron Court", "Heron", "[address]"),
    ("out at Whinny Hill Farm", "Whinny", "[address]"),
    ("The bus from Rothbury never came.", "Rothbury", "[place]"),
    ("no doctor left in rothbry", "rothbry", "[place]"),
    ("She goes to the Marigold Day Centre.", "Marigold", "[organisation]"),
    ("My nephew has Huntington's.", "Huntington", "[condition]"),
    ("They are twins, you see.", "twins", "[relationship]"),
    ("She is Bangladeshi.", "Bangladeshi", "[ethnicity]"),
    ("My birthday? Third of June, seventy-one.", "seventy", "[date of birth]"),
    ("Born Boxing Day 1939, me.", "1939", "[date of birth]"),
    ("Send it to The Old Granary, Hepple.", "Granary", "[address]"),
    ("We farm at High Larkhaugh.", "Larkhaugh", "[address]"),
    ("the van is on Pitch 12", "12", "[address]"),
    ("They came on Tuesday the ninth of May, 2023.", "Tuesday", "[date"),
    ("Nothing was sorted by the 9th.", "9th", "[date]"),
    ("Nobody has rung since Boxing Day.", "Boxing", "[date]"),
    ("My lass, who is eleven, does the shopping.", "eleven", "[age under 18]"),
    ("The youngest is forty-one.", "forty", "[age 40s]"),
    ("I'm the one dentist north of Wooler.", "dentist", "[role]"),
    ("She is the co-chair of Quiet Corner.", "co-chair", "[role]"),
    ("We are a family of nine.", "nine", "[relationship]"),
    ("He has mesothelioma from the yard.", "mesothelioma", "[condition]"),
    ("They meet at the Plough and Lantern.", "Lantern", "[organisation]"),
]


@pytest.mark.parametrize(("said", "gone", "put"), MUST_GO, ids=[said for said, _, _ in MUST_GO])
def test_goes(clean, said, gone, put):
    made = clean(said)
    assert gone.casefold() not in made.casefold()
    assert put in made


NAMED = [
    "My sister Grace came.",
    "I told Mrs Postgate about it.",
    "ask leonard about the ramp",
    "LEONARD POSTGATE TOLD ME NOTHING",
    "our Hope did the forms",
    "Leonard's wheelchair is broken",
    "I saw J K Postgate there.",
    "Then Mark said no.",
]


@pytest.mark.parametrize("said", NAMED)
def test_a_name_goes_in_any_letter_case_and_also_when_it_is_a_word(clean, said):
    made = clean(said)
    assert "[person 1]" in made
    for name in ("grace", "postgate", "leonard", "hope", "mark"):
        assert name not in made.casefold()


TITLED = [
    ("I saw Mrs Postgate there.", "I saw [person 1] there."),
    ("we asked councillor postgate", "we asked [person 1]"),
    ("Then Dr Postgate rang.", "Then [person 1] rang."),
    ("me and big leonard went", "me and [person 1] went"),
    ("I miss Leonard every day.", "I miss [person 1] every day."),
    ("He was too old, Leonard said.", "He was too old, [person 1] said."),
    (
        "There was a lad there, Zebby Nook, a joiner.",
        "There was a lad there, [person 1], a joiner.",
    ),
]


@pytest.mark.parametrize(("said", "left"), TITLED)
def test_a_title_or_pet_word_goes_with_the_name_because_it_tells_gender_or_office(
    clean, said, left
):
    assert clean(said) == left


STAYS = [
    "I hope it may be better next year, I really do.",
    "Mark my words, they may grant it with good grace.",
    "The carers rose early and the dawn chorus was a joy.",
    "Northumberland County Council and the NHS wrote to the CQC.",
    "I go to Morpeth, Hexham or Alnwick for the shops.",
    "The ombudsman said Adult Social Care was slow.",
    "I waited 45 minutes, 3 times, for £1,250 and 60% of it.",
    "I take paracetamol and watch the BBC on a Zimmer frame.",
    "He is 12 stone and I am 5 miles away.",
    "The charge rose from 2,300,000 to 2,400,000 pounds.",
    "In 2023 we had COVID-19 and the Care Act 2014.",
    "Every March the road floods, and may do so again.",
    "I cook for myself and we head for home at nine.",
    "People with dementia wait longest, and stroke care is no better.",
    "It was nine. Nobody came. How many? Twenty-six.",
    "Poor transport may lead to worse health.",
    "We work with the police and the fire service.",
]


@pytest.mark.parametrize("said", STAYS)
def test_what_the_study_is_about_and_ordinary_words_stay(clean, said):
    assert clean(said) == said


def test_the_check_digit_of_an_nhs_number_follows_the_data_dictionary():
    # 9*10+4*9+3*8+4*7+7*6+6*5+5*4+9*3+1*2 = 299; 299 mod 11 = 2; 11-2 = 9, the last digit.
    assert nhs_number_holds("9434765919")
    assert not any(nhs_number_holds(f"943476591{last}") for last in range(9))
    assert nhs_number_holds("9990000018")
    assert not nhs_number_holds("1111111111")


def test_a_card_number_passes_the_luhn_check():
    # The worked example of ISO/IEC 7812-1 as Visa prints it for testing.
    assert card_number_holds("4111111111111111")
    assert not card_number_holds("4111111111111112")


def test_a_pet_form_means_the_same_person_and_rows_do_not_know_each_other(clean):
    first, second = clean(
        "Margaret Postgate rang. Maggie was cross. Mrs Postgate rang again.",
        "Elaine rang.",
    )
    assert first.count("[person 1]") == 3
    assert second == "[person 1] rang."


def test_a_misspelt_name_is_the_name(clean):
    made = clean("I asked Leonard Postgate twice. Postgatte never wrote, and lenoard? no.")
    assert "postgat" not in made.casefold()
    assert "lenoard" not in made.casefold()
