"""What could still tell who somebody is. Every person and every sentence here is invented."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from insight.disclosure import risk
from insight.disclosure.risk.cues import any_of
from insight.disclosure.risk.k_anonymity import ATTRIBUTES
from insight.disclosure.risk.residents import Margins

TELLINGS = Path(__file__).parent / "harm_tellings.csv"
EXAMPLES = Path(__file__).parent / "harm_examples.csv"
COMMENTS = Path(__file__).parents[4] / "shared" / "data" / "fft_comments_dev.parquet"
NOWHERE = risk.Places.of([])


def people(rows: str) -> pd.DataFrame:
    """A table drawn in text: who, place, age_band, condition, sex; the rest is alike."""
    drawn = [[cell.strip() for cell in row.split("|")] for row in rows.strip().splitlines()]
    table = pd.DataFrame(drawn, columns=["speaker_id", "place", "age_band", "condition", "sex"])
    alike = {"ethnicity": "white", "disability": "no", "stakeholder_groups": "unpaid_carer"}
    return table.assign(source_name="talks", **alike)[["speaker_id", "source_name", *ATTRIBUTES]]


SIX = people(
    """
    a | fifth 1, Rural | 65+   | not told                    | female
    b | fifth 2, Rural | 65+   | not told                    | female
    c | fifth 2, Rural | 75+   | not told                    | female
    d | fifth 2, Urban | 25-44 | senses: deaf                | female
    e | fifth 2, Urban | 45-64 | senses: blind               | female
    f | fifth 2, Urban | 45-64 | memory and nerves: dementia | female
    """
)


def test_places_go_first_then_ages_then_conditions():
    # By hand. At first all six differ. Without fifths a and b are alike, and so they stay without
    # place. Two ages: a, b, c. No age: the same, and deaf, blind and dementia still differ. Groups:
    # d and e are of the senses. Without conditions all six are alike.
    ladder = risk.ladder(SIX, internal=3, published=6)
    assert ladder["n_single"].tolist() == [6, 4, 4, 3, 3, 1, 0]
    assert ladder["k"].tolist() == [1, 1, 1, 1, 1, 1, 6]
    assert ladder["n_below_internal"].tolist() == [6, 6, 6, 3, 3, 3, 0]
    assert ladder["n_below_published"].tolist() == [6, 6, 6, 6, 6, 6, 0]


def test_row_order_changes_nothing():
    shuffled = SIX.iloc[[3, 1, 5, 0, 4, 2]]
    pd.testing.assert_frame_equal(risk.ladder(SIX), risk.ladder(shuffled))
    pd.testing.assert_frame_equal(risk.what_makes_single(SIX), risk.what_makes_single(shuffled))


def test_only_the_smallest_set_that_singles_out_counts():
    special = risk.special_uniques(SIX)
    of_a = special[special["speaker_id"] == "a"]
    # Nobody else is in fifth 1: no larger set with the place is counted again.
    assert of_a["attributes"].tolist() == ["place"]
    # 7 attributes, a set of one: (7 - 1)! = 720.
    assert of_a["score"].tolist() == [math.factorial(6)]


def test_what_nobody_told_is_a_value_of_its_own():
    speakers = pd.DataFrame(
        {
            "speaker_id": ["p", "q"],
            "source_name": "talks",
            "mode": ["interview", "document"],
            "stakeholder_groups": "",
            "age_band": "",
            "sex": "",
            "ethnicity": "",
            "disability": "",
            "quintile": pd.array([pd.NA, 3], dtype="Int64"),
            "rural_urban": ["", "Rural"],
        }
    )
    table = risk.quasi_identifiers(speakers, {})
    assert table["speaker_id"].tolist() == ["p"]  # a voice of a document is nobody
    assert set(table.iloc[0, 2:]) == {"not told, not told", "not told"}


def test_a_class_in_which_all_tell_the_same_gives_it_away():
    told = {who: frozenset({"self_harm"}) for who in "ab"} | {"d": frozenset({"crime"})}
    table = risk.coarser(SIX, risk.LADDER[1])  # a and b are alike; e and f differ by condition
    least, given_away = risk.diversity(table, told)
    assert least == 1
    by_thing = given_away.set_index("told")["n_in_classes"]
    assert by_thing["self_harm"] == 2
    assert by_thing["crime"] == 0  # d is alone, and in no class of two


def test_residents_alike_are_the_product_of_margins():
    known = Margins(
        1001, {("place", "fifth 1, Rural"): 0.1, ("age_band", "65+"): 0.2}, {"place": "", "sex": ""}
    )
    alike = risk.residents_like(SIX, known, assume=False).set_index("speaker_id")
    assert alike.loc["a", "expected"] == pytest.approx(1000 * 0.1 * 0.2)
    assert alike.loc["a", "chance_single"] == pytest.approx(math.exp(-20))
    assert alike.loc["a", "chance_right"] == pytest.approx((1 - math.exp(-20)) / 20)


def test_margins_come_from_the_tightest_band_that_holds_the_ages():
    population = pd.DataFrame(
        [
            ("total", "all", 1000, "2021", "census"),
            ("age_band", "16-59", 500, "2021", "census"),
            ("age_band", "60+", 500, "2021", "census"),
            ("age_65", "65+", 250, "2021", "census"),
            ("age_65", "under 65", 750, "2021", "census"),
        ],
        columns=["margin", "category", "population", "year", "source"],
    )
    shares = risk.margins(population, SIX).shares
    assert shares["age_band", "65+"] == pytest.approx(0.25)
    # 25 to 44 is 20 of the 44 years from 16 to 59, in which half the residents are.
    assert shares["age_band", "25-44"] == pytest.approx(0.5 * 20 / 44)
    # 45 to 64 runs over 59: 20 of the 65 years under 65.
    assert shares["age_band", "45-64"] == pytest.approx(0.75 * 20 / 65)


def test_role_place_and_condition_add_up_over_the_quotes_of_one_person():
    places = risk.Places.of(["Thornwick"])
    quotes = pd.DataFrame(
        [
            ("q1", "p", "I drove the school bus, I was a bus driver.", ""),
            ("q2", "p", "There is nothing in Thornwick after six.", ""),
            ("q3", "p", "My epilepsy came back that winter.", ""),
            ("q4", "r", "They never rang.", ""),
        ],
        columns=["quote_id", "speaker_id", "text", "said_by"],
    )
    each, of_person = risk.combinations(quotes, {}, places)
    assert not each["look"].any()
    assert of_person.set_index("about")["look"].to_dict() == {"p": True, "r": False}


def test_a_place_counts_only_with_a_capital():
    places = risk.Places.of(["Amble"])
    assert risk.told_in("We amble along.", places) == frozenset()
    assert ("place", "amble") in risk.told_in("We live in Amble.", places)


def test_words_that_are_public_are_found_although_a_name_was_replaced():
    public = {
        "letter.txt": "Thank you to Rita, who sat with us all night long until the rain went."
    }
    said = "Thank you to [person 1], who sat with us all night long until the rain went."
    other = "Thank you to everybody who came."
    segments = pd.DataFrame({"segment_id": ["s1", "s2"], "text": [said, other]})
    found = risk.overlaps(segments, public)
    assert found["segment_id"].tolist() == ["s1"]
    # "who sat ... went": 11 words; "thank you to" is too short a stretch to hold a run of five.
    assert found.iloc[0][["containment", "longest_run"]].tolist() == [1.0, 11]


def test_containment_is_the_share_of_runs_that_the_public_text_holds():
    # 10 words make 6 runs of five; the public text lacks the last word, and so the last run.
    passage = "one two three four five six seven eight nine ten"
    assert risk.containment(passage, "one two three four five six seven eight nine") == 5 / 6


def test_a_denial_is_told_of_and_marked():
    (cue,) = risk.cues_of_harm("He has never assaulted anybody.")
    assert (cue.category, cue.denied) == ("abuse", True)
    cues = risk.cues_of_harm("I did not tell them. He assaulted me.")
    assert [cue.denied for cue in cues] == [False]
    # "not only" denies nothing.
    assert not any(cue.denied for cue in risk.cues_of_harm("Not only that, he assaulted her."))


def test_who_wants_to_die_has_denied_nothing():
    cues = risk.cues_of_harm("I don't want to be here any more.")
    assert cues
    assert not any(cue.denied for cue in cues)


def test_plain_tellings_of_harm_are_flagged():
    # Written while the cues were: that the lists work, and not how much they miss. How little they
    # find of what is told in a veiled way is measured by benchmarks/harm.py.
    seen = pd.read_csv(EXAMPLES).query("part == 'seen'")["text"]
    assert seen.map(lambda text: bool(risk.cues_of_harm(text))).mean() >= 0.9


def test_what_one_may_not_do_counts_where_somebody_else_has_the_say():
    (cue,) = risk.cues_of_harm("I'm not allowed visitors when he is in.")
    assert (cue.category, cue.veiled, cue.denied) == ("abuse", True, False)
    assert not risk.cues_of_harm("No visitors, not allowed.")
    segments = pd.DataFrame(
        {"segment_id": ["s"], "speaker_id": ["p"], "text": "I'm not allowed visitors, he says."}
    )
    assert risk.harm_flags(segments)[["veiled", "denied"]].to_numpy().tolist() == [[True, False]]


def test_a_hint_counts_only_with_another_kind_of_hint_near_it():
    assert not risk.cues_of_harm("She had marks on her wrist.")
    assert not risk.cues_of_harm("She wore a scarf on Sunday and had marks on her wrist.")
    assert risk.cues_of_harm("She had marks on her wrist. She says she slipped.")
    far = "She had marks on her wrist. The bus was late. It was full. She says she slipped."
    assert not risk.cues_of_harm(far)


def test_where_nothing_is_found_the_flags_can_be_used_all_the_same():
    nothing = pd.DataFrame({"segment_id": ["s"], "speaker_id": ["p"], "text": "The tea was hot."})
    flags = risk.harm_flags(nothing)
    assert flags[~flags["denied"]]["speaker_id"].tolist() == []


@pytest.mark.skipif(not TELLINGS.is_file(), reason="the tellings come with the source")
def test_innocent_talk_of_care_is_seldom_flagged():
    # Innocent sentences made of the words of tellings, which no cue was written from: 17 of 171
    # are flagged, most of them by plain words. Somebody who wants to catch the lists out gets this.
    told = pd.read_csv(TELLINGS, keep_default_na=False)
    innocent = told.query("manner == 'innocent' and half != 'learn'")["text"]
    cues = [[cue for cue in risk.cues_of_harm(text) if not cue.denied] for text in innocent]
    assert sum(map(bool, cues)) / len(cues) <= 0.12
    assert sum(any(cue.veiled for cue in found) for found in cues) / len(cues) <= 0.03


@pytest.mark.skipif(not COMMENTS.is_file(), reason="../shared holds the comments to measure on")
def test_few_ordinary_comments_are_flagged():
    texts = pd.read_parquet(COMMENTS)["text"].drop_duplicates()
    flagged = texts.map(lambda text: any(not cue.denied for cue in risk.cues_of_harm(text)))
    assert flagged.mean() <= 0.03


def test_the_riskiest_passages_are_of_several_people():
    segments = pd.DataFrame(
        {
            "segment_id": [f"s{n}" for n in range(5)],
            "speaker_id": ["a"] * 4 + ["b"],
            "text": "I was a vicar with dementia.",
        }
    )
    told = {s: risk.told_in(t, NOWHERE) for s, t in segments[["segment_id", "text"]].to_numpy()}
    none = pd.DataFrame({"segment_id": [], "denied": pd.Series([], dtype=bool)})
    found = risk.riskiest(segments, told, {"b"}, none, none, (), n=20)
    assert found["speaker_id"].tolist() == ["b", "a", "a"]
    assert found["points"].tolist() == [4, 2, 2]  # two kinds told; two more for being alone


def test_a_cue_does_not_reach_over_the_end_of_a_sentence():
    pattern = any_of(["frightened .. husband"])
    assert pattern.search("frightened of my husband")
    assert not pattern.search("I was frightened. My husband came.")
