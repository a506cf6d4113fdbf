"""Fixed forms of the United Kingdom: what is one, and what only looks like one.

All sentences and numbers are invented; telephone numbers are those that Ofcom keeps for drama, NHS
numbers begin with 9, which are not issued.
"""

from pathlib import Path

import pytest

from insight.anonymise.detect.checks import is_barred_prefix
from insight.anonymise.detect.codes import codes
from insight.anonymise.detect.times import Times
from insight.anonymise.resolve import resolve

FOUND = [
    # kind, sentence, what must be covered
    ("phone", "Landline is (01632) 960 123, after six.", "01632) 960 123"),
    ("phone", "ring 01632/960123 please", "01632/960123"),
    ("phone", "It's +44 (0)7700 900123.", "+44 (0)7700 900123"),
    ("phone", "01632 960123 ext 4021 is the ward", "01632 960123 ext 4021"),
    ("email", "write to orla.fenby@example.org", "orla.fenby@example.org"),
    ("email", "orla(at)example[dot]org", "orla(at)example[dot]org"),
    ("email", "I am on orla_f @ example . org mostly", "orla_f @ example . org"),
    ("postcode", "Anybody in NE65 waits longer.", "NE65"),
    ("postcode", "they cover NE65 9 and no further", "NE65 9"),
    ("postcode", "it is NE65-9XX on the form", "NE65-9XX"),
    ("nhs_number", "NHS number 943 476 59 18 was on the letter", "943 476 59 18"),
    ("ni_number", "my NI number is AB123456", "AB123456"),
    ("ni_number", "It's ab 12 34 56 c, my national insurance.", "ab 12 34 56 c"),
    ("vehicle", "I drive a little car, B597 XKT, nothing fancy.", "B597 XKT"),
    ("vehicle", "A taxi, KBZ 8668, blocked the ramp.", "KBZ 8668"),
    ("vehicle", "reg: GKW 35 and no tax", "GKW 35"),
    ("reference", "My reference is LAS 356568.", "LAS 356568"),
    ("reference", "The complaint ref is #64775.", "64775"),
    ("reference", "give them 58882 as the case reference", "58882"),
    ("reference", "case 24 011 906 with the ombudsman", "24 011 906"),
    ("reference", "COMP/2023/114 was closed", "COMP/2023/114"),
    ("reference", "UPRN 100012345678", "100012345678"),
    ("reference", "sort code 20 44 15", "20 44 15"),
    ("reference", "licence FENBY 605109 OA9XX", "FENBY 605109 OA9XX"),
    ("url", "bit.ly/asn232 has the photos", "bit.ly/asn232"),
    ("url", "The log says 192.0.2.17 is us", "192.0.2.17"),
    ("url", "from 2001:db8::9473:e093 apparently", "2001:db8::9473:e093"),
    ("handle", "My insta is orla.fenby if you want to see", "orla.fenby"),
    ("handle", "I'm orlafenby72 on Facebook.", "orlafenby72"),
    ("handle", "You'll find us on Facebook as Fenby Family", "Fenby Family"),
    ("address", "They went to number fifty-eight Heron Court instead.", "fifty-eight Heron Court"),
    ("address", "It is 31-33 Heron Street.", "31-33 Heron Street"),
    ("address", "Unit 8, The Sidings", "Unit 8, The Sidings"),
    ("address", "c/o Orla Fenby, 3 Heron Lane", "c/o Orla Fenby"),
    ("address", "PO Box 922", "PO Box 922"),
    ("date_of_birth", "I was born on six five ninety-five.", "six five ninety-five"),
    ("date_of_birth", "dob 4-Aug-45", "4-Aug-45"),
    ("age", "My brother, eighty-eight, has never lived away.", "eighty-eight"),
    ("age", "He died at seventy on the corridor.", "seventy"),
]

NOTHING = [
    "Her blood pressure was 145/90 and then 132 over 84.",
    "Take 2 x 500mg four times a day for 7 days.",
    "The 43 does not stop here and the X18 is full.",
    "My car broke down on the A69 past the A1 and the B6318.",
    "Took the car up the A697.",
    "I was in room 14, then ward 9, bed 3.",
    "It starts at 9.30 and ends at 10:45, or 1400 hours.",
    "It cost £1,250.50, or £45 a week, or 1500 pounds.",
    "Under section 117 they should have paid.",
    "The Care Act 2014 and the Equality Act 2010 say so.",
    "I filled in the PIP2 form, the ESA50 and the DS1500.",
    "Ring 101, or 111, or 999 if it is urgent.",
    "I would give it 8 out of 10, maybe 10/10.",
    "Between 2019/20 and 2022/23 the budget fell.",
    "In case 2023 is as bad as 2022.",
    "Two, three, four visits a day, it varies.",
    "They come at seven, twelve, five and nine.",
    "Ten, eleven, twelve weeks we waited.",
    "He counted one, two, three and stood up.",
    "I had one hundred and twenty three calls, two hundred and six letters.",
    "In that case, two or three hours would do.",
    "It was 24/7 care, seven days a week, at a ratio of 1:4.",
    "Covid-19, the B12 injection, H1N1 and an HbA1c of 58.",
    "Sierra Leone and India and November are far off.",
    "There were 3 NHS trusts and 2 GPs.",
    "We drove the van 45 miles to the coast.",
    "The waiting list is 1200 people.",
    "I'm happy on Facebook and so is she.",
    "We saw it on Facebook as usual.",
    "I was at home. Me and him both.",
    "I've gone off it, and that's twenty odd days.",
    "The number is 5.",
]


def seen(text):
    """Spans of the recognisers of fixed forms in `text`."""
    recognisers = [*codes(), Times()]
    return resolve(text, [span for one in recognisers for span in one.spans(text)])


@pytest.mark.parametrize(("kind", "said", "form"), FOUND, ids=[said for _, said, _ in FOUND])
def test_the_whole_of_an_identifier_is_found_as_what_it_is(kind, said, form):
    start = said.index(form)
    covered = {
        place for span in seen(said) if span.kind == kind for place in range(span.start, span.end)
    }
    missed = [
        said[place]
        for place in range(start, start + len(form))
        if said[place].isalnum() and place not in covered
    ]
    assert missed == []


@pytest.mark.parametrize("said", NOTHING)
def test_numbers_of_everyday_care_are_no_identifiers(said):
    assert [span for span in seen(said) if span.kind not in ("date", "age")] == []


def test_prefixes_that_hmrc_never_issues():
    # HMRC, National Insurance Manual NIM39110.
    for prefix in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "DA", "AF", "IB", "UA", "VB", "AO"):
        assert is_barred_prefix(prefix), prefix
    for prefix in ("AB", "JT", "OA", "WK"):
        assert not is_barred_prefix(prefix), prefix


BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


def test_of_the_forms_in_context_at_least_99_in_100_are_found_whole(monkeypatch):
    # Without any model; the half of the sentences that the rules were not written against counts.
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import forms

    made = [case for case in forms.cases() if case.half == "apart"]
    found = forms.seen_by_rules([case.text for case in made])
    covered = sum(forms.is_covered(case, spans) for case, spans in zip(made, found, strict=True))
    assert len(made) > 350
    assert covered >= 0.99 * len(made)
