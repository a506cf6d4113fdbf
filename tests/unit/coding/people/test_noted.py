"""Codes given on screen: replayed from the ledger, each coder's own, for exactly these words."""

from __future__ import annotations

import time
from dataclasses import replace

import pandas as pd
import pytest

from insight.coding import (
    Codebook,
    Marks,
    Noted,
    Seen,
    code_decision,
    coded_otherwise,
    decided,
    noted_codings,
    read_decision,
)
from insight.errors import InputError
from insight.schemas import Codings, columns_of
from insight.store import Ledger, StudyKey
from insight.store.ledger import Decision

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
DAY = "2026-05-04"
WORDS = {"s1": "They listened, and rang back.", "s2": "No."}
SEGMENTS = pd.DataFrame({"segment_id": list(WORDS), "text": list(WORDS.values())})


def seen(segment: str = "s1", by: str = "ann", *, round: int = 1, on: str = DAY) -> Seen:  # noqa: A002
    return Seen(segment, WORDS[segment], by, on, round)


def code(name: str = "C3", where: Seen | None = None, **told) -> Decision:
    start, end = told.pop("span", (0, 3))
    return code_decision(where or seen(), KEY, name, start, end, **told)


def replay(*decisions: Decision, segments: pd.DataFrame = SEGMENTS, book=None) -> Noted:
    return noted_codings(decisions, segments, book, KEY)


def rows(noted: Noted) -> list[tuple[object, ...]]:
    names = ["segment_id", "code", "coder", "round", "start", "end"]
    return list(noted.codings[names].itertuples(index=False, name=None))


def test_a_line_holds_who_where_and_what_and_no_word() -> None:
    marks = Marks("-", 5, 3, "first_hand", "council")
    line = code("V2", seen(round=2), span=(5, 13), marks=marks)
    assert (line.what, line.about, line.by, line.on) == ("code", "s1", "ann", DAY)
    assert (line.place, line.verdict) == (
        "V2|5-13|2",
        "applied valence=- rung_claimed=5 rung_experienced=3 attribution=first_hand "
        "target_org=council",
    )
    assert "listened" not in line.line
    (row,) = replay(line).codings.to_dict("records")
    assert {name: row[name] for name in ("valence", "rung_claimed", "attribution")} == {
        "valence": "-",
        "rung_claimed": 5,
        "attribution": "first_hand",
    }


def test_undo_is_a_further_line_and_the_last_of_each_coder_counts() -> None:
    told = [code(), code(where=seen(by="ben")), code(withdrawn=True)]
    assert rows(replay(*told)) == [("s1", "C3", "ben", 1, 0, 3)]
    assert rows(replay(*told, code(marks=Marks("+")))) == [
        ("s1", "C3", "ann", 1, 0, 3),
        ("s1", "C3", "ben", 1, 0, 3),
    ]


def test_to_read_and_give_no_code_says_that_none_applies() -> None:
    noted = replay(read_decision(seen("s2"), KEY), read_decision(seen(), KEY), code())
    assert rows(noted) == [("s1", "C3", "ann", 1, 0, 3), ("s2", "", "ann", 1, 0, 0)]
    assert list(decided(noted.codings)["code"]) == ["C3"]
    taken_back = replay(
        read_decision(seen("s2"), KEY), read_decision(seen("s2"), KEY, withdrawn=True)
    )
    assert taken_back.codings.empty


def test_codes_lapse_when_the_words_change_until_their_coder_decides_on_each_anew() -> None:
    redacted = SEGMENTS.assign(text=["They listened, and [person 1].", "No."])
    now = replace(seen(), text=redacted["text"][0])
    both = [code(marks=Marks("-")), code("C4"), code("C3", seen(by="ben"))]

    def lapsed(*anew: Decision) -> list[tuple[str, str]]:
        table = replay(*both, *anew, segments=redacted).lapsed
        return list(table[["coder", "code"]].itertuples(index=False, name=None))

    noted = replay(*both, segments=redacted)
    assert (len(noted.codings), noted.notes[0].split(" given")[0]) == (0, "3 codes")
    assert noted.lapsed.loc[0, ["code", "start", "end", "valence"]].to_list() == ["C3", 0, 3, "-"]
    again = code_decision(now, KEY, "C3", 0, 4)
    assert lapsed(again) == [("ann", "C4"), ("ben", "C3")]
    assert lapsed(again, code_decision(now, KEY, "C4", 0, 4, withdrawn=True)) == [("ben", "C3")]
    assert lapsed(read_decision(now, KEY)) == [("ben", "C3")]
    undone = replace(again, verdict="undone")
    assert lapsed(again, undone) == lapsed() == [("ann", "C3"), ("ann", "C4"), ("ben", "C3")]


def test_what_had_lapsed_before_the_last_change_is_not_told_again() -> None:
    # C3 and C4 were given to the first words, C4 alone again to the second, and these change, too.
    second = replace(seen(), text="They listened, and [person 1].")
    third = SEGMENTS.assign(text=["They listened to [person 1].", "No."])
    told = [code(), code("C4"), code_decision(second, KEY, "C4", 0, 4), read_decision(second, KEY)]
    assert list(replay(*told, segments=third).lapsed["code"]) == ["C4"]


def test_what_is_undone_is_as_if_nobody_had_decided() -> None:
    undone = replace(code(), verdict="undone")
    noted = replay(code(), undone, read_decision(seen(), KEY))
    assert rows(noted) == [("s1", "", "ann", 1, 0, 0)]
    assert noted.withdrawn.empty


def test_a_code_on_a_segment_that_is_gone_or_beyond_its_text_is_told_and_not_counted() -> None:
    beyond = replace(code(), place="C3|0-99|1")
    noted = replay(beyond, replace(code(), about="s9"))
    assert noted.codings.empty
    assert [note.split(" codes")[0] for note in noted.notes] == ["1", "1"]


def test_a_code_and_its_reverse_on_one_stretch_are_told(book: Codebook) -> None:
    both = [code("C3"), code("C4"), code("C1")]
    assert "a code and its reverse" in replay(*both, book=book).notes[0]
    apart = [code("C3"), code("C4", seen(by="ben")), code("C4", span=(4, 9))]
    assert replay(*apart, book=book).notes == []


@pytest.mark.parametrize(
    "broken",
    [
        {"place": "C3|0-3"},
        {"place": "C3|0-3|0"},
        {"place": "|0-3|1"},
        {"verdict": "Betty"},
        {"verdict": "applied valence=Betty"},
        {"verdict": "applied rung_claimed=8"},
        {"verdict": "applied name=Betty"},
    ],
)
def test_a_line_that_cannot_be_read_is_refused_without_its_words(broken) -> None:
    with pytest.raises(InputError, match="nobody can read") as told:
        replay(replace(code(), **broken))
    assert "Betty" not in str(told.value)


@pytest.mark.parametrize(
    "asked",
    [
        lambda: code(span=(3, 3)),
        lambda: code(span=(0, 99)),
        lambda: code(""),
        lambda: seen(by="machine"),
        lambda: seen(by=" "),
        lambda: seen(round=0),
        lambda: Marks("good"),
        lambda: Marks(rung_claimed=0),
        lambda: Marks(target_org="Betty's"),
    ],
)
def test_what_no_table_could_hold_is_not_recorded(asked) -> None:
    with pytest.raises(InputError):
        asked()


def test_coders_who_differ_are_counted_in_each_round() -> None:
    told = [code(), read_decision(seen(by="ben"), KEY), code("C3", seen(by="cat", round=2))]
    assert coded_otherwise(told) == 1
    assert coded_otherwise([*told, code(where=seen(by="ben"))]) == 0


def test_twenty_thousand_codes_are_replayed_at_once(tmp_path) -> None:
    texts = [f"Invented answer number {n}, which is as long as answers are." for n in range(5_000)]
    segments = pd.DataFrame({"segment_id": [f"s-{n:012d}" for n in range(5_000)], "text": texts})
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(
        code_decision(Seen(segment, text, by, DAY), KEY, name, 0, 8, marks=Marks("-"))
        for segment, text in segments.itertuples(index=False)
        for by in ("ann", "ben")
        for name in ("C1", "C2")
    )
    replay()  # whatever is imported the first time
    begun = time.process_time()
    noted = replay(*Ledger(ledger.path).decisions(), segments=segments)
    took = time.process_time() - begun
    assert len(noted.codings) == 20_000
    assert list(noted.codings.columns) == columns_of(Codings)
    assert took < 2.0  # half a second where nothing else runs
