"""What the machine suggests, and what it must not have seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from insight.coding import Codebook, decided, suggest, suggest_rows
from insight.coding.machine.cues import cue_counts
from insight.coding.machine.valence import polarities, valence
from insight.errors import InputError
from insight.schemas import Codings, empty, validate
from insight.settings import CodingSettings

Encode = Callable[[Sequence[str]], Any]
SETTINGS = CodingSettings()


def segments(texts: list[str], question: str = "") -> pd.DataFrame:
    ids = [f"s{number:03d}" for number in range(len(texts))]
    return pd.DataFrame(
        {
            "segment_id": ids,
            "speaker_id": [f"p{number:03d}" for number in range(len(texts))],
            "role": "participant",
            **dict.fromkeys(["attribution", "target_org", "language", "set_aside", "same_as"], ""),
            "question_asked": question,
            "text": texts,
        }
    )


def vectors(table: pd.DataFrame, encode: Encode) -> pd.DataFrame:
    found = list(encode(table["text"].to_list()))
    return pd.DataFrame({"segment_id": table["segment_id"], "vector": found})


def suggested(table: pd.DataFrame, book: Codebook, encode: Encode) -> dict[str, set[str]]:
    found = suggest(table, vectors(table, encode), book, None, SETTINGS, encode).codings
    codes = found.groupby("segment_id")["code"].agg(set).to_dict()
    return {one: codes.get(one, set()) for one in table["segment_id"]}


def test_a_codebook_alone_is_enough_for_a_first_suggestion(book: Codebook, encode: Encode) -> None:
    said = segments(
        [
            "The charge was more than my pension so we could not pay",
            "It is forty miles by road and too far to drive",
            "The charge has a price and we pay, and it is far, miles by road",
            "We had a cup of tea and watched the telly",
        ]
    )
    found = suggested(said, book, encode)
    assert found["s000"] == {"C1"}
    assert found["s001"] == {"C2"}
    assert found["s002"] == {"C1", "C2"}
    assert found["s003"] == set()


def test_a_short_answer_is_read_with_its_question(book: Codebook, encode: Encode) -> None:
    answer = segments(["Too dear."], question="Did the price or the charge put you off?")
    assert suggested(answer, book, encode)["s000"] == {"C1"}
    alone = segments(["Too dear."])
    assert suggested(alone, book, encode)["s000"] == set()


def test_interviewers_are_not_coded(book: Codebook, encode: Encode) -> None:
    asked = segments(["Did the charge or the price put you off, could you pay?"])
    assert suggested(asked.assign(role="interviewer"), book, encode)["s000"] == set()


def taught(count: int, encode: Encode) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`count` segments in which C4 is spoken of in a word no codebook holds, and their codes."""
    draw = np.random.default_rng(3)
    texts = [
        f"{'fobbed' if number % 3 == 0 else 'plain'} talk number {draw.integers(10**6)}"
        for number in range(count)
    ]
    table = segments(texts)
    human = pd.DataFrame(
        {
            "segment_id": table["segment_id"],
            "start": 0,
            "end": 4,
            "code": ["C4" if text.startswith("fobbed") else "" for text in texts],
            "coder": "ann",
            "round": 1,
            "decision": ["applied" if text.startswith("fobbed") else "none" for text in texts],
            "probability": np.nan,
            "valence": "",
            "rung_claimed": pd.array([pd.NA] * count, dtype="Int64"),
            "rung_experienced": pd.array([pd.NA] * count, dtype="Int64"),
            "attribution": "",
            "target_org": "",
            "sampling_probability": np.nan,
            "decided_on": "",
        }
    )
    return table, validate(Codings, human)


def fobbed(texts: Sequence[str]) -> Any:
    """An encoder that hears one word only."""
    found = np.full((len(texts), 3), 0.2)
    found[:, 0] += ["fobbed" in text for text in texts]
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_what_people_coded_teaches_words_that_the_codebook_lacks(book: Codebook) -> None:
    table, human = taught(90, fobbed)
    read = human[human["segment_id"] < "s060"]
    found = suggest(table, vectors(table, fobbed), book, read, SETTINGS, fobbed).codings
    unread = {f"s{number:03d}" for number in range(60, 90)}
    named = set(found.loc[found["code"] == "C4", "segment_id"]) & unread
    assert named == {f"s{number:03d}" for number in range(60, 90) if number % 3 == 0}


def test_a_speakers_own_coding_never_teaches_the_machine_about_them(book: Codebook) -> None:
    table, human = taught(60, fobbed)
    before = suggest(table, vectors(table, fobbed), book, human, SETTINGS, fobbed).codings
    # s000 says it like the others, but was judged otherwise: the others decide what is suggested
    human.loc[human["segment_id"] == "s000", ["code", "decision"]] = ["", "none"]
    after = suggest(table, vectors(table, fobbed), book, human, SETTINGS, fobbed).codings
    for found in (before, after):
        assert "C4" in set(found.loc[found["segment_id"] == "s000", "code"])


def test_neither_row_order_nor_a_second_run_changes_a_suggestion(book: Codebook) -> None:
    table, human = taught(60, fobbed)
    kept = vectors(table, fobbed)
    one = suggest(table, kept, book, human, SETTINGS, fobbed).codings
    shuffled = [frame.sample(frac=1, random_state=5) for frame in (table, kept, human)]
    other = suggest(shuffled[0], shuffled[1], book, shuffled[2], SETTINGS, fobbed).codings
    pd.testing.assert_frame_equal(one, other)


def test_codes_that_the_codebook_lacks_are_counted_and_not_repeated(book: Codebook) -> None:
    table, human = taught(60, fobbed)
    human["code"] = human["code"].replace("C4", "C9")
    # What stands in the cell may be anything, a name too.
    with pytest.raises(InputError, match="1 of the codes that people gave"):
        suggest(table, vectors(table, fobbed), book, human, SETTINGS, fobbed)


def test_suggestions_are_a_codings_table_and_count_as_machine_suggested(
    book: Codebook, encode: Encode
) -> None:
    said = segments(["The charge was more than we could pay", "Nothing much to say about it"])
    found = suggest(said, vectors(said, encode), book, empty(Codings), SETTINGS, encode).codings
    assert set(found["coder"]) == {"machine"}
    assert set(found["decision"]) == {"suggested"}
    assert found["probability"].between(0.5, 1).all()
    assert set(decided(found)["basis"]) == {"machine-suggested"}


def test_whose_word_it_is_and_about_whom_comes_along_with_a_suggestion(
    book: Codebook, encode: Encode
) -> None:
    said = segments(["The charge was more than we could pay"])
    said = said.assign(attribution="hearsay", target_org="council")
    found = suggest(said, vectors(said, encode), book, None, SETTINGS, encode).codings
    assert set(found["attribution"]) == {"hearsay"}
    assert set(found["target_org"]) == {"council"}


def test_codes_with_too_few_examples_are_named_and_not_suggested(
    book: Codebook, encode: Encode
) -> None:
    said = segments(["The charge and the price", *["A cup of tea"] * 30])
    found = suggest(said, vectors(said, encode), book, None, SETTINGS, encode)
    mute = found.standings.loc[found.standings["regime"] == "too few", "code"]
    assert list(mute) == ["C2", "C3", "C4"]
    assert not set(mute) & set(found.codings["code"])
    assert found.notes[-1].endswith("to suggest: C2, C3, C4.")


def test_a_higher_threshold_suggests_less(book: Codebook, encode: Encode) -> None:
    said = segments(["The charge and the price", "We pay for the bus", "A cup of tea"] * 10)
    kept = vectors(said, encode)
    count = [
        len(suggest(said, kept, book, None, CodingSettings(threshold=one), encode).codings)
        for one in (0.0, 0.5, 0.9)
    ]
    assert count[0] == 30 * 4
    assert count[0] > count[1] >= count[2]


def test_a_table_of_texts_has_a_row_for_every_text_and_code(book: Codebook, encode: Encode) -> None:
    rows = pd.DataFrame({"id": ["b", "a"], "text": ["The charge and the price", "A cup of tea"]})
    found = suggest_rows(rows, book, None, encode, SETTINGS).codings
    assert list(found["id"]) == ["b"] * 4 + ["a"] * 4
    assert list(found["code"]) == ["C1", "C2", "C3", "C4"] * 2
    assert list(found["assigned"]) == [1, 0, 0, 0, 0, 0, 0, 0]
    assert found["probability"].between(0, 1).all()


def test_decisions_about_texts_that_are_not_there_are_refused(
    book: Codebook, encode: Encode
) -> None:
    rows = pd.DataFrame({"id": ["a"], "text": ["A cup of tea"]})
    with pytest.raises(InputError, match="1 rows name an id"):
        suggest_rows(rows, book, pd.DataFrame({"id": ["z"], "code": ["C1"]}), encode, SETTINGS)


def test_cues_meet_whole_words_in_any_ending() -> None:
    cues = [("complaining", "too far"), ("bus",)]
    texts = ["I complained, twice.", "It is TOO far!", "A busy day", "two buses"]
    assert cue_counts(texts, cues).tolist() == [[1, 0], [1, 0], [0, 0], [0, 1]]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("They were kind and helpful.", "+"),
        ("They were not helpful.", "-"),
        ("Lovely people, but the wait was terrible.", "~"),
        ("It is on a Tuesday.", ""),
        ("It wasn't bad at all.", "+"),
    ],
)
def test_valence_is_said_only_where_words_say_it(text: str, sign: str) -> None:
    assert valence(text) == sign


def test_a_pair_of_codes_takes_opposite_sides(book: Codebook) -> None:
    assert polarities(book) == {"C3": "+", "C4": "-"}
