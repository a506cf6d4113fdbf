"""The framework matrix: a row for every case, and in each cell the words it is made of.

People and what they say are invented.
"""

from __future__ import annotations

import pandas as pd

from insight.coding.words import framework_matrix
from insight.coding.words.matrix import code_spans, theme_spans
from unit.coding.words.tables import codings, segments

COLUMNS = [("V1", "Seats"), ("V2", "Making it together")]


SAID = segments(
    int_0="Who sits there?",
    ada_1="Nobody asked us. We drew the plan later.",
    bo_1="I would not know.",
    web_1="More seats.",
)
GIVEN = codings(
    ("ada_1", "V1", "k", 0, 16),
    ("ada_1", "V1", "m", 0, 16),
    ("ada_1", "V2", "m", 17, 40),
    ("ada_1", "V2", "machine", 0, 40),
    ("bo_1", "", "k", 0, 17),
    ("bo_1", "V1", "machine", 0, 17),
    ("web_1", "V1", "machine", 0, 11),
)


def test_every_participant_is_a_case_also_one_who_says_nothing_of_it() -> None:
    matrix = framework_matrix("code", COLUMNS, code_spans(GIVEN), SAID)
    assert list(matrix.cases["speaker_id"]) == ["ada", "bo", "web"]
    assert matrix.n_cases == 3


def test_where_people_read_their_spans_count_and_elsewhere_the_suggestions() -> None:
    spans = framework_matrix("code", COLUMNS, code_spans(GIVEN), SAID).spans
    told = [tuple(row) for row in spans[["speaker_id", "column", "coder", "text"]].to_numpy()]
    assert told == [
        ("ada", "V1", "k, m", "Nobody asked us."),
        ("ada", "V2", "m", "We drew the plan later."),
        ("web", "V1", "machine", "More seats."),
    ]


def test_the_order_of_rows_makes_no_difference() -> None:
    one = framework_matrix("code", COLUMNS, code_spans(GIVEN), SAID)
    other = framework_matrix("code", COLUMNS, code_spans(GIVEN[::-1]), SAID[::-1])
    pd.testing.assert_frame_equal(one.cases, other.cases)
    pd.testing.assert_frame_equal(one.spans, other.spans)


def test_of_many_cases_those_with_a_summary_come_first_then_whom_one_talked_to() -> None:
    def kept(most: int, summarised: tuple[str, ...]) -> set[str]:
        made = framework_matrix("code", COLUMNS, code_spans(GIVEN), SAID, summarised, most)
        return set(made.cases["speaker_id"])

    assert kept(1, ()) == {"ada"}
    assert kept(2, ()) == {"ada", "bo"}
    assert kept(2, ("web",)) == {"ada", "web"}


def test_a_segment_of_a_theme_is_a_span_by_itself() -> None:
    of = pd.DataFrame(
        {"segment_id": ["ada_1", "bo_1", "web_1"], "theme_id": [0, -1, 4], "weight": 1.0}
    )
    spans = theme_spans(of, SAID, {0: "t-a"})
    matrix = framework_matrix("theme", [("t-a", "Plans")], spans, SAID)
    assert list(matrix.spans["text"]) == ["Nobody asked us. We drew the plan later."]
