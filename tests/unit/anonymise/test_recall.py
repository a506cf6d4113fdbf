"""How much of what was marked is found; shares and limits from arithmetic and from tables."""

import math

import pandas as pd
import pytest

from insight.anonymise import audit, measure_recall, sample_size, upper_count, upper_share
from insight.anonymise.recall import exact_limits
from insight.errors import InputError

COLUMNS = ["document_id", "start", "end", "kind"]
TEXTS = {"a": "Ask Mrs. Ada Ives, 3 Low Row.", "b": "She is 47."}
GOLD = pd.DataFrame(
    [("a", 4, 17, "person"), ("a", 19, 28, "address"), ("b", 7, 9, "age")], columns=COLUMNS
)


def measured(*found, gold=GOLD, texts=TEXTS):
    table = pd.DataFrame(found, columns=COLUMNS)
    return measure_recall(gold, table, texts).set_index("kind")


def test_a_mark_counts_when_every_letter_and_digit_of_it_is_covered_by_whatever_kind():
    # "Mrs" and "Ada Ives" are two spans: only the stop and the blank between them stay.
    told = measured(("a", 4, 7, "person"), ("a", 9, 17, "role"), ("a", 19, 27, "address"))
    assert told.loc["person", ["n_marked", "n_covered", "recall"]].tolist() == [1, 1, 1.0]
    assert told.loc["address", "n_covered"] == 0  # the last letter is left
    assert told.loc["age", "n_covered"] == 0
    assert told.loc["direct", ["n_marked", "n_covered"]].tolist() == [2, 1]
    assert told.loc["indirect", ["n_marked", "n_covered"]].tolist() == [1, 0]
    assert told.loc["all", "recall"] == pytest.approx(1 / 3)


def test_precision_is_the_share_of_findings_that_touch_a_mark_by_the_kind_found():
    told = measured(("a", 4, 7, "person"), ("a", 0, 3, "person"), ("b", 0, 3, "place"))
    assert told.loc["person", ["n_found", "n_touching"]].tolist() == [2, 1]
    assert told.loc["all", "precision"] == pytest.approx(1 / 3)
    assert math.isnan(told.loc["age", "precision"])


def test_what_was_rejected_covers_nothing():
    found = GOLD.assign(decision=["rejected", "auto", "added"])
    told = measure_recall(GOLD, found, TEXTS).set_index("kind")
    assert told.loc["all", ["n_covered", "n_found"]].tolist() == [2, 2]


def test_a_table_without_the_columns_is_refused():
    with pytest.raises(InputError, match="columns are missing: kind"):
        measure_recall(GOLD.drop(columns="kind"), GOLD)


def test_limits_are_those_of_clopper_and_pearson():
    # All of n hit: the lower limit solves p ** n = 0.025. One of two: 1 - sqrt(1 - 0.025) below.
    assert exact_limits(20, 20) == pytest.approx((0.025 ** (1 / 20), 1.0))
    assert exact_limits(1, 2) == pytest.approx((1 - math.sqrt(0.975), math.sqrt(0.975)))


def test_no_miss_among_59_bounds_the_share_by_five_per_cent_and_58_do_not():
    assert upper_share(0, 59) == pytest.approx(1 - 0.05 ** (1 / 59))
    assert upper_share(0, 59) < 0.05 < upper_share(0, 58)


def test_one_drawn_of_two_leaves_one_that_may_be_amiss():
    # With one of two amiss, a clean draw has probability 1/2: it cannot be ruled out.
    assert upper_count(0, 1, 2) == 1
    # Drawing 4 of 5 misses a single one amiss with probability 1/5 > 0.05; all 5 leave none.
    assert (upper_count(0, 4, 5), upper_count(0, 5, 5), upper_count(2, 5, 5)) == (1, 0, 2)


@pytest.mark.parametrize("population", [1, 2, 7, 40, 150, 300, 5000])
def test_the_sample_is_the_smallest_that_bounds_the_share(population):
    n = sample_size(population, 0.05)
    borne = 0.05 * population
    assert upper_count(0, n, population) <= borne
    assert n == 1 or upper_count(0, n - 1, population) > borne
    assert n <= min(population, 59)


def test_the_audit_tells_decisions_apart_and_holds_no_words():
    found = pd.DataFrame(
        {
            "segment_id": ["s1", "s1", "s2"],
            "kind": "person",
            "detector": ["names", "names", "reader"],
            "decision": ["auto", "rejected", "added"],
            "replacement": ["[person 1]", "", "[person 2]"],
        }
    )
    counts = audit(pd.DataFrame({"segment_id": ["s1", "s2", "s3"]}), found).set_index("detector")
    assert counts.loc["names", ["n", "n_segments", "n_rejected"]].tolist() == [2, 1, 1]
    assert counts.loc["reader", ["n", "n_added", "n_segments_read"]].tolist() == [1, 1, 3]
