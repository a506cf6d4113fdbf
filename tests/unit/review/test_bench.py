"""The bench: whatever is decided is in the ledger at once, and is taken back by a new line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from insight.review import Bench, Standing, Told, Viewer, chosen
from insight.store import Ledger
from insight.store.ledger import Decision

WORDS = ("The ferry was late", "Nobody rang back")
"""Invented; each stands for what somebody said."""


class Things:
    """A pane of two things: kept or dropped by anybody, coded by each for themselves."""

    name, title = "things", "Things"

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    def __len__(self) -> int:
        return len(WORDS)

    def choices(self) -> dict[str, Any]:
        return {}

    def row(self, at: int, viewer: Viewer) -> dict[str, str]:
        return {"text": WORDS[at], "note": "", "mark": self.mark(at)}

    def mark(self, at: int) -> str:
        one = self._standing.on(Decision("thing", f"t-{at}", "digest", "", "").matter)
        return "" if one is None or one.verdict == "open" else one.verdict

    def item(self, at: int, viewer: Viewer) -> dict[str, Any]:
        return {"text": WORDS[at]}

    def is_left(self, at: int, viewer: Viewer) -> bool:
        return not self.mark(at)

    def lapsed(self, viewer: Viewer) -> list[int]:
        return [at for at in range(len(WORDS)) if self.mark(at) == "dropped"]

    def preview(self, at: int, told: Told) -> dict[str, Any]:
        raise KeyError(WORDS[at])

    def about(self, at: int) -> str:
        return f"thing:t-{at}"

    def decide(self, at: int, told: Told, viewer: Viewer, on: str) -> list[Decision]:
        if told["mark"] == "code":
            place = Decision("code", f"t-{at}", "digest", viewer.by, on, "V1|0-3|1", "applied")
            return [place]
        verdict = chosen(told, "mark", ("kept", "dropped"))
        return [Decision("thing", f"t-{at}", "digest", viewer.by, on, verdict=verdict)]

    def heed(self, changed: Sequence[Decision]) -> None:
        """It looks everything up."""


def bench(ledger: Ledger) -> Bench:
    standing = Standing(ledger.decisions())
    neutral = {"thing": "open", "code": "withdrawn"}
    return Bench(
        [Things(standing)],
        ledger,
        standing,
        lambda one: neutral[one.what],
        lambda: "2026-05-04",
        lambda about, kind, words, by: f"{kind} about {about}: {len(words)} signs by {by}",
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.jsonl")


@pytest.fixture
def desk(ledger: Ledger) -> Bench:
    made = bench(ledger)
    made.answer({"verb": "look", "by": "ann"})
    return made


def lines(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(one.about, one.verdict, one.by) for one in ledger.lines()]


def ask(desk: Bench, verb: str, **told: Any) -> dict[str, Any]:
    return desk.answer({"verb": verb, "pane": "things", **told})


def test_nobody_decides_before_they_are_named(ledger: Ledger):
    nameless = bench(ledger)
    for verb in ("decide", "undo", "note"):
        assert "nobody is named" in ask(nameless, verb, at=0, mark="kept")["error"]
    for nobody in ("Machine", "agreed", "a\x00b", "x" * 61):
        assert "nobody's name" in nameless.answer({"verb": "look", "by": nobody})["error"]
    assert lines(ledger) == []


def test_a_decision_is_in_the_ledger_when_the_answer_comes(desk: Bench, ledger: Ledger):
    answer = ask(desk, "decide", at=1, mark="kept")
    assert lines(ledger) == [("t-1", "kept", "ann")]
    assert (answer["left"], answer["changed"], answer["undo"]) == ({"things": 1}, 1, 1)


def test_what_is_undone_is_taken_back_by_a_line_and_can_be_done_again(desk: Bench, ledger: Ledger):
    ask(desk, "decide", at=0, mark="kept")
    ask(desk, "decide", at=0, mark="dropped")
    ask(desk, "undo")
    ask(desk, "undo")
    ask(desk, "redo")
    verdicts = [verdict for _, verdict, _ in lines(ledger)]
    assert verdicts == ["kept", "dropped", "kept", "open", "kept"]
    assert bench(ledger).answer({"verb": "open"})["left"] == {"things": 1}


def test_after_another_decision_nothing_is_done_again(desk: Bench, ledger: Ledger):
    ask(desk, "decide", at=0, mark="kept")
    ask(desk, "undo")
    ask(desk, "decide", at=1, mark="kept")
    assert "nothing more" in ask(desk, "redo")["error"]
    assert [verdict for _, verdict, _ in lines(ledger)] == ["kept", "open", "kept"]


def test_undoing_brings_back_what_somebody_else_decided(ledger: Ledger):
    ledger.append([Decision("thing", "t-0", "digest", "bob", "2026-05-01", verdict="dropped")])
    desk = bench(ledger)
    desk.answer({"verb": "look", "by": "ann"})
    ask(desk, "decide", at=0, mark="kept")
    ask(desk, "undo")
    assert lines(ledger)[1:] == [("t-0", "kept", "ann"), ("t-0", "dropped", "ann")]


def test_a_code_is_taken_back_in_its_coders_name_whoever_undoes_it(desk: Bench, ledger: Ledger):
    ask(desk, "decide", at=0, mark="code")
    desk.answer({"verb": "look", "by": "bob"})
    ask(desk, "undo")
    assert lines(ledger) == [("t-0", "applied", "ann"), ("t-0", "withdrawn", "ann")]


def test_a_page_that_is_loaded_anew_has_what_others_decided_meanwhile(desk: Bench, ledger: Ledger):
    others = Ledger(ledger.path)
    on = Decision("thing", "t-0", "digest", "bob", "2026-05-04", verdict="kept")
    others.append([on])
    others.append([Decision("thing", "t-0", "digest", "bob", "2026-05-04", verdict="open")])
    others.append([on])
    opened = desk.answer({"verb": "open"})
    assert (opened["names"], opened["left"]) == (["bob"], {"things": 1})


def test_the_next_thing_left_is_looked_for_from_here_on_and_then_from_the_start(desk: Bench):
    assert ask(desk, "left", at=1)["at"] == 0
    ask(desk, "decide", at=0, mark="kept")
    assert ask(desk, "left", at=1)["at"] == 1
    ask(desk, "decide", at=1, mark="kept")
    assert ask(desk, "left", at=0)["at"] is None


def test_only_rows_and_items_that_are_asked_for_have_words(desk: Bench):
    assert not [word for word in WORDS if word in str(desk.answer({"verb": "open"}))]
    assert [one["text"] for one in ask(desk, "rows", first=1, count=50)["rows"]] == [WORDS[1]]
    assert ask(desk, "item", at=0)["item"] == {"text": WORDS[0]}


def test_what_lapsed_is_counted_and_shown_alone(desk: Bench):
    answer = ask(desk, "decide", at=1, mark="dropped")
    assert answer["lapsed"] == {"things": 1}
    only = ask(desk, "lapsed")["only"]
    assert only == [1]
    assert [one["text"] for one in ask(desk, "rows", only=only)["rows"]] == [WORDS[1]]


@pytest.mark.parametrize(
    "told",
    [
        {"verb": "no such verb"},
        {"verb": "rows", "pane": "things", "only": [2]},
        {"verb": "rows", "pane": "things", "only": "all"},
        {"verb": "rows", "pane": "things", "only": [0] * 201},
        {"verb": "item", "pane": "things", "at": 2},
        {"verb": "item", "pane": "things", "at": "0"},
        {"verb": "item", "pane": "no such pane", "at": 0},
        {"verb": "decide", "pane": "things", "at": 0, "mark": "burnt"},
        {"verb": "look", "round": 0},
        {"verb": "preview", "pane": "things", "at": 0},
    ],
)
def test_a_message_that_means_nothing_is_answered_without_words(desk: Bench, told: Told):
    error = desk.answer({**told, "id": "7"})
    assert error["id"] == "7"
    assert error["error"]
    assert not [word for word in WORDS if word in error["error"]]


def test_a_memo_is_about_the_thing_and_by_the_one_who_looks(desk: Bench):
    told = ask(desk, "note", at=1, kind="memo", words="Look again")["told"]
    assert told == "memo about thing:t-1: 10 signs by ann"
