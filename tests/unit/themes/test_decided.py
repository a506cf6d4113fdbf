"""What people decide on themes holds over re-fits, and where it cannot, that is told.

Segments, themes and names are invented.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from insight.errors import InputError
from insight.schemas import Themes
from insight.store import Ledger, StudyKey
from insight.store.ledger import Decision
from insight.themes import Replayed, main_members, replay
from insight.themes.by_example import example_digest
from insight.themes.remembered import (
    ELSEWHERE,
    EXAMPLE,
    MEMBER,
    THEME,
    Remembered,
    found_again,
    split_verdict,
)

KEY = StudyKey(b"an invented key of a test")
DAY = "2026-01-01"


def fit(of: dict[int, list[int]], extra: dict[int, int] | None = None) -> dict[str, pd.DataFrame]:
    """Tables of a fit in which theme -> numbers of segments; `extra` are second themes."""
    main = [(f"s{n:02d}", theme, 1.0) for theme, own in of.items() for n in own]
    second = [(f"s{n:02d}", theme, 0.3) for n, theme in (extra or {}).items()]
    weights = pd.DataFrame([*main, *second], columns=["segment_id", "theme_id", "weight"])
    columns = Themes.to_schema().columns
    blank = {name: None if column.nullable else "" for name, column in columns.items()}
    themes = [
        blank
        | {
            "theme_id": theme,
            "label": f"words of {theme}",
            "keywords": f"word{theme}a, word{theme}b",
            "status": "candidate",
            "n_segments": len(own),
            "n_speakers": len(own),
            "repeatability": 0.8,
        }
        for theme, own in of.items()
        if theme >= 0
    ]
    numeric = {n: 0 for n, c in columns.items() if not c.nullable and "int" in str(c.dtype)}
    rows = [{**one, **{n: v for n, v in numeric.items() if one[n] == ""}} for one in themes]
    shown = [(theme, f"s{own[0]:02d}", "central") for theme, own in of.items() if theme >= 0]
    return {
        "themes": pd.DataFrame(rows),
        "segment_themes": weights,
        "exemplars": pd.DataFrame(shown, columns=["theme_id", "segment_id", "why"]),
    }


def people(n: int = 40) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Segments, each by somebody else; vectors of two kinds, apart at every tenth segment."""
    ids = [f"s{number:02d}" for number in range(n)]
    texts = [f"word0{'a' if number % 10 < 5 else 'b'} of {number}" for number in range(n)]
    segments = pd.DataFrame({"segment_id": ids, "speaker_id": ids, "text": texts})
    draw = np.random.default_rng(5)
    vectors = [
        np.eye(2, 384)[int(number % 10 >= 5)] + draw.normal(0, 0.02, 384) for number in range(n)
    ]
    return segments, pd.DataFrame({"segment_id": ids, "vector": vectors})


def said(key: str, members: list[int], **verdicts: str) -> list[Decision]:
    """Lines of a ledger: what was decided on the theme of these segments."""
    lines = [Decision(MEMBER, f"s{n:02d}", key, "A", DAY, verdict="in") for n in members]
    into = verdicts.pop("merge", "")
    lines += [Decision(THEME, key, into, "A", DAY, "merge", "yes")] if into else []
    return lines + [Decision(THEME, key, key, "A", DAY, p, v) for p, v in verdicts.items()]


def there(numbers: list[int]) -> list[Decision]:
    """Segments of themes that nobody decided on."""
    return [Decision(MEMBER, f"s{n:02d}", ELSEWHERE, "A", DAY, verdict="in") for n in numbers]


def replayed(tables: dict[str, pd.DataFrame], decisions: list[Decision]) -> Replayed:
    segments, vectors = people()
    return replay(tables, segments, vectors, Remembered.of(decisions), KEY)


def span(first: int, last: int) -> list[int]:
    return list(range(first, last))


def test_without_decisions_a_fit_stays_as_it_is() -> None:
    tables = fit({0: span(0, 10), 1: span(10, 16), -1: [20]})
    done = replayed(tables, [])
    pd.testing.assert_frame_equal(done.segment_themes, tables["segment_themes"])
    assert list(done.themes["label"]) == ["words of 0", "words of 1"]
    assert done.decided["theme_key"].is_unique
    assert done.notes == ()


def test_an_accepted_name_follows_its_segments_whatever_number_the_theme_has_now() -> None:
    told = said("t-bus", span(0, 10), status="accepted", name="Getting there") + there(span(10, 20))
    done = replayed(fit({0: span(10, 20), 1: span(0, 10)}), told)
    named = done.themes.set_index("theme_id")
    assert named.loc[1, ["label", "status"]].to_list() == ["Getting there", "accepted"]
    assert named.loc[0, "status"] == "candidate"
    assert done.decided.set_index("theme_key").loc["t-bus", "overlap"] == 1


def test_neither_a_later_wave_nor_a_withdrawal_takes_a_theme_from_its_name() -> None:
    told = said("t-bus", span(0, 10), name="Getting there")
    # Segments 0 and 1 are withdrawn, twenty new ones have come: all that is left is the same.
    done = replayed(fit({0: [*span(2, 10), *span(20, 40)]}), told)
    assert done.decided.set_index("theme_key").loc["t-bus", "overlap"] == 1
    assert done.themes.loc[0, "label"] == "Getting there"


def test_two_themes_that_were_merged_stay_one_theme() -> None:
    told = said("t-a", span(0, 6), name="Both") + said("t-b", span(6, 10), merge="t-a")
    done = replayed(fit({0: span(6, 10), 1: span(0, 6), 2: span(10, 14)}, {0: 0}), told)
    assert main_members(done.segment_themes) == {
        1: frozenset(f"s{n:02d}" for n in range(10)),
        2: frozenset(f"s{n:02d}" for n in range(10, 14)),
    }
    both = done.themes.set_index("theme_id").loc[1]
    assert (both["label"], both["n_segments"], both["n_speakers"]) == ("Both", 10, 10)
    assert pd.isna(both["repeatability"])  # It was measured on the two apart.
    assert both["keywords"] == "word1a, word0a, word1b, word0b"
    # The first segment was in both: its weights of 1 and 0.3 become one of 1 at most.
    assert done.segment_themes.set_index("segment_id").loc["s00", "weight"] == 1
    assert not done.decided["conflict"].any()


def test_a_theme_can_be_merged_into_one_that_nobody_decided_on_otherwise() -> None:
    told = said("t-a", span(0, 6)) + said("t-b", span(6, 10), merge="t-a")
    done = replayed(fit({0: span(6, 10), 1: span(0, 6)}), told)
    assert list(done.themes["theme_id"]) == [1]
    assert done.themes.loc[0, "label"] == "words of 1"


def test_a_merged_theme_that_the_fit_makes_one_by_itself_is_no_conflict() -> None:
    told = said("t-a", span(0, 6), name="Both") + said("t-b", span(6, 10), merge="t-a")
    done = replayed(fit({0: span(0, 10)}), told)
    assert done.themes.loc[0, "label"] == "Both"
    assert not done.decided.loc[done.decided["theme_key"] == "t-b", "conflict"].any()


def test_a_split_theme_falls_into_parts_by_what_they_say_and_parts_can_be_named() -> None:
    split = said("t-all", span(0, 40), split="2")
    done = replayed(fit({0: span(0, 40)}), split)
    parts = main_members(done.segment_themes)
    apart = [{int(one[1:]) % 10 >= 5 for one in own} for own in parts.values()]
    assert sorted(apart, key=str) == [{False}, {True}]
    assert set(done.themes["keywords"]) == {"word0a", "word0b"}
    assert set(done.exemplars["theme_id"]) == set(done.themes["theme_id"])
    first = done.decided.set_index("theme_id").loc[0, "theme_key"]
    own = [int(one[1:]) for one in parts[0]]
    named = replayed(fit({7: span(0, 40)}), split + said(first, own, name="One half"))
    assert "One half" in set(named.themes["label"])
    assert not named.decided["conflict"].any()


def shown(key: str, parts: dict[int, int], words: str = "") -> list[Decision]:
    """Lines that split a theme by examples: number of a segment -> part; `words` if others now."""
    text = people()[0].set_index("segment_id")["text"]
    ids = {f"s{n:02d}": str(part) for n, part in parts.items()}
    split = Decision(THEME, key, key, "A", DAY, "split", split_verdict(parts.values()))
    digests = {one: example_digest(KEY, words or text[one]) for one in ids}
    return [
        split,
        *(Decision(EXAMPLE, one, digests[one], "A", DAY, key, part) for one, part in ids.items()),
    ]


def kinds(done: Replayed) -> dict[int, set[bool]]:
    """By theme: whether its segments are of the second kind."""
    members = main_members(done.segment_themes)
    return {theme: {int(one[1:]) % 10 >= 5 for one in own} for theme, own in members.items()}


def test_a_theme_split_by_examples_goes_where_its_passages_are_most_like_them() -> None:
    # Segments 0-4, 10-14, ... are of one kind, the others of another; one example of each.
    told = said("t-all", span(0, 40)) + shown("t-all", {5: 1, 0: 2})
    done = replayed(fit({0: span(0, 40)}), told)
    assert kinds(done) == {0: {True}, 1: {False}}
    assert set(done.decided["made_from"]) == {"t-all", ""}
    # In another fit the theme is found by its segments; one is new, and goes to those like it.
    again = replayed(fit({3: span(1, 40), 4: [0]}), told)
    assert kinds(again) == {3: {True}, 4: {False}, 5: {False}}
    assert not any(again.decided["conflict"])


def test_an_example_that_is_gone_is_told_and_the_split_goes_on_with_the_rest() -> None:
    whole = said("t-all", span(0, 40))
    told = whole + shown("t-all", {0: 1, 1: 1, 5: 2})
    told += [Decision(EXAMPLE, "s11", "digest of other words", "A", DAY, "t-all", "2")]
    told[len(whole)] = replace(told[len(whole)], verdict="2+2")
    done = replayed(fit({0: span(0, 40)}), told)
    assert kinds(done) == {0: {False}, 1: {True}}
    assert "1 of 4 examples are gone, or have other words now" in done.notes[-1]


def test_a_split_lapses_and_that_is_told_when_a_part_has_no_example_left() -> None:
    told = said("t-all", span(0, 40), name="All of it") + shown("t-all", {0: 1, 5: 2})
    # A withdrawal takes the lines on the second part's only example out of the ledger.
    left = [one for one in told if one.about != "s05"]
    done = replayed(fit({0: [n for n in span(0, 40) if n != 5]}), left)
    (row,) = done.decided.to_dict("records")
    assert (row["theme_id"], row["name"]) == (0, "All of it")
    assert "a part has no example left" in row["conflict"]
    assert "no example left" in done.notes[-1]


def test_a_part_can_be_split_again() -> None:
    first = said("t-all", span(0, 40)) + shown("t-all", {0: 1, 5: 2})
    done = replayed(fit({0: span(0, 40)}), first)
    key = done.decided.set_index("theme_id").loc[0, "theme_key"]
    own = [n for n in span(0, 40) if n % 10 < 5]
    again = replayed(fit({7: span(0, 40)}), first + said(key, own) + shown(key, {0: 1, 1: 2}))
    assert len(again.themes) == 3
    assert not any(again.decided["conflict"])


def test_a_passage_as_near_to_two_parts_or_to_none_is_told_and_goes_to_the_first() -> None:
    ids = [f"s{n:02d}" for n in range(5)]
    segments = pd.DataFrame({"segment_id": ids, "speaker_id": ids, "text": ids})
    at = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0], [-1.0, -1.0, 0.0], [0.2, 0.9, 0.0]]
    vectors = pd.DataFrame({"segment_id": ids, "vector": at})
    told = [
        *said("t-a", span(0, 5)),
        Decision(THEME, "t-a", "t-a", "A", DAY, "split", "1+1"),
        Decision(EXAMPLE, "s01", example_digest(KEY, "s01"), "A", DAY, "t-a", "1"),
        Decision(EXAMPLE, "s00", example_digest(KEY, "s00"), "A", DAY, "t-a", "2"),
    ]
    tables, held = fit({0: span(0, 5)}), Remembered.of(told)
    done = replay(tables, segments, vectors, held, KEY, shared=np.zeros(3))
    assert main_members(done.segment_themes) == {
        0: frozenset({"s01", "s02", "s03", "s04"}),
        1: frozenset({"s00"}),
    }
    ends = [note.split(": ", 1)[1] for note in done.notes[-2:]]
    assert ends == [
        "1 passages are as near to two parts, and go to the first.",
        "1 passages are like no example, and stay in the first part.",
    ]


def test_a_split_theme_that_the_fit_divides_by_itself_is_left_so() -> None:
    split = said("t-all", span(0, 20), split="2")
    tables = fit({0: span(0, 10), 1: span(10, 20)})
    done = replayed(tables, split)
    pd.testing.assert_frame_equal(done.segment_themes, tables["segment_themes"])
    assert not done.decided["conflict"].any()


def test_a_decided_theme_without_counterpart_is_told_and_kept() -> None:
    told = said("t-bus", span(0, 9), status="accepted", name="Getting there") + there(span(9, 20))
    # Its nine segments are now in three themes, five in none of which they are the most.
    done = replayed(
        fit({0: [0, 1, 2, *span(9, 14)], 1: [3, 4, 5, *span(14, 20)], -1: [6, 7, 8]}), told
    )
    lost = done.decided.set_index("theme_key").loc["t-bus"]
    assert (lost["theme_id"], lost["name"]) == (-1, "Getting there")
    assert "no theme of this fit" in lost["conflict"]
    assert "Getting there" not in set(done.themes["label"])
    assert any("t-bus" in note for note in done.notes)
    assert not any("Getting there" in note for note in done.notes)


def test_two_decided_themes_that_fell_together_are_told_on_both_sides() -> None:
    told = said("t-a", span(0, 8), name="One") + said("t-b", span(8, 13), name="Other")
    done = replayed(fit({0: span(0, 13)}), told)
    by_key = done.decided.set_index("theme_key")
    assert done.themes.loc[0, "label"] == "One"
    assert by_key.loc["t-b", "theme_id"] == -1
    assert "decided on apart" in by_key.loc["t-b", "conflict"]
    assert "another theme" in by_key.loc["t-a", "conflict"]
    # 8 of 13 segments are the same: 62 in 100.
    assert "62 in 100" in by_key.loc["t-a", "conflict"]


def test_a_hidden_theme_stays_hidden_and_what_is_taken_back_is_a_candidate_again() -> None:
    hidden = said("t-a", span(0, 8), status="hidden")
    assert replayed(fit({3: span(0, 8)}), hidden).themes.loc[0, "status"] == "hidden"
    back = [*hidden, Decision(THEME, "t-a", "t-a", "B", DAY, "status", "candidate")]
    again = replayed(fit({3: span(0, 8)}), back)
    assert again.themes.loc[0, "status"] == "candidate"


def test_a_ring_of_mergers_ends_somewhere() -> None:
    told = said("t-a", span(0, 6), merge="t-b") + said("t-b", span(6, 12), merge="t-a")
    assert len(replayed(fit({0: span(0, 6), 1: span(6, 12)}), told).themes) == 1


def test_the_order_of_rows_decides_nothing() -> None:
    told = said("t-all", span(0, 30), split="3")
    told += said("t-shown", span(30, 40)) + shown("t-shown", {30: 1, 31: 1, 38: 2})
    tables = fit({0: span(0, 30), 1: span(30, 40)})
    segments, vectors = people()
    one = replay(tables, segments, vectors, Remembered.of(told), KEY)
    shuffled = {name: frame.sample(frac=1, random_state=2) for name, frame in tables.items()}
    other = replay(
        shuffled,
        segments.sample(frac=1, random_state=3),
        vectors.sample(frac=1, random_state=4),
        Remembered.of(told),
        KEY,
    )
    pd.testing.assert_frame_equal(one.segment_themes, other.segment_themes)
    pd.testing.assert_frame_equal(one.themes, other.themes)
    pd.testing.assert_frame_equal(one.decided, other.decided)


def test_the_best_assignment_of_all_themes_counts_not_the_best_of_each() -> None:
    # By hand: with a = {0..5} and b = {3..7}, theme 1 = {0..4} has 5/6 and 2/8, theme 2 = {3..7}
    # has 3/8 and 1.
    decided = {"a": set(range(6)), "b": {3, 4, 5, 6, 7}}
    themes = {1: set(range(5)), 2: {3, 4, 5, 6, 7}}
    every = {str(n) for n in range(9)}
    text = {key: {str(n) for n in own} for key, own in decided.items()}
    found = found_again(text, {k: {str(n) for n in v} for k, v in themes.items()}, every, every)
    assert {key: (one.theme_id, round(one.overlap, 3)) for key, one in found.items()} == {
        "a": (1, 0.833),
        "b": (2, 1.0),
    }


def test_a_withdrawal_takes_segments_out_of_what_is_remembered(tmp_path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(said("t-a", span(0, 4), name="One"))
    ledger.without({"s00", "s03"})
    assert Remembered.of(ledger.decisions()).themes["t-a"].members == {"s01", "s02"}


def test_a_line_that_nobody_can_read_is_refused_without_repeating_it() -> None:
    for broken in (
        Decision(THEME, "t-a", "t-a", "A", DAY, "status", "Betty's theme"),
        Decision(THEME, "t-a", "t-a", "A", DAY, "split", "2+Betty"),
        Decision(EXAMPLE, "s01", "digest", "A", DAY, "t-a", "Betty"),
    ):
        with pytest.raises(InputError, match="nobody can read") as refused:
            Remembered.of([broken])
        assert "Betty" not in str(refused.value)
