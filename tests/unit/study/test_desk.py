"""The panes of the review desk: what they show of a study, and which decisions come of it.

All names, sentences and codes are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from tests.unit.study.test_reviewing import ANSWERS, SETTINGS, deidentified
from tests.unit.study.test_theming import opened

from insight import Study
from insight.coding import Codebook, Marks, Seen, code_decision, noted_codings
from insight.coding.book import Code
from insight.coding.draw import DRAW
from insight.coding.people.noted import text_digest
from insight.errors import InputError
from insight.review import Standing, Viewer
from insight.schemas import Codings, columns_of
from insight.store import StudyKey
from insight.store.ledger import Decision
from insight.study.people.desk import quotes
from insight.study.people.desk.codes import Codes
from insight.study.people.desk.identifiers import Identifiers
from insight.study.people.desk.quotes import Quotes
from insight.study.people.desk.themes import Themes
from insight.themes import Remembered

ANN, DAY = Viewer("ann"), "2026-05-04"


def decided(pane: Any, standing: Standing, at: int, viewer: Viewer = ANN, **told: Any) -> list[Any]:
    """Decide as the bench does: the lines stand, and the pane heeds them."""
    made = pane.decide(at, told, viewer, DAY)
    for one in made:
        standing.put(one)
    pane.heed(made)
    return list(made)


# -- identifiers ----------------------------------------------------------------------------------


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "study.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "data/raw/survey.csv").write_text(ANSWERS, "utf-8")
    return deidentified(tmp_path)


def rows(pane: Identifiers) -> dict[str, tuple[int, dict[str, str]]]:
    """Words -> their last line in the list, and which it is."""
    return {pane.row(at, ANN)["text"]: (at, pane.row(at, ANN)) for at in range(len(pane))}


def test_what_is_accepted_rejected_or_added_at_the_desk_holds_in_the_next_run(study: Study):
    standing = Standing()
    pane = Identifiers(study, standing)
    at, row = rows(pane)["01632 960 123"]
    assert (row["mark"], pane.is_left(at, ANN)) == ("", True)
    decided(pane, standing, at, mark="reject", reach="here")
    assert (pane.row(at, ANN)["mark"], pane.is_left(at, ANN)) == ("rejected", False)
    said = pane.item(at, ANN)["text"]
    start = said.index("listens")
    told = {"mark": "add", "kind": "role", "start": start, "end": start + 7, "reach": "here"}
    study.ledger.append([*standing.of("identifier"), *decided(pane, standing, at, **told)])
    assert pane.row(len(pane) - 1, ANN)["mark"] == "added"

    again = deidentified(study.folder.root)
    (text,) = [one for one in again.tables["deidentified_segments"]["text"] if "Ring" in one]
    assert "01632 960 123" in text
    assert "listens" not in text
    reopened = rows(Identifiers(again, Standing(again.ledger.decisions())))
    assert reopened["01632 960 123"][1]["mark"] == "rejected"
    assert reopened["listens"][1]["mark"] == "added"


def test_a_decision_everywhere_is_on_the_same_words_wherever_they_were_found(study: Study):
    standing = Standing()
    pane = Identifiers(study, standing)
    named = [at for at in range(len(pane)) if pane.row(at, ANN)["text"] == "Brenda Marsh"]
    assert len(named) == 2
    decided(pane, standing, named[0], mark="accept", reach="everywhere")
    assert [pane.row(at, ANN)["mark"] for at in named] == ["accepted", "accepted"]
    decided(pane, standing, named[1], mark="reject", reach="here")
    assert [pane.row(at, ANN)["mark"] for at in named] == ["accepted", "rejected"]


def test_what_was_added_can_be_given_another_kind_and_taken_back(study: Study):
    standing = Standing()
    pane = Identifiers(study, standing)
    at, _ = rows(pane)["01632 960 123"]
    decided(pane, standing, at, mark="add", kind="role", start=0, end=6, reach="here")
    new = len(pane) - 1
    decided(pane, standing, new, mark="change kind", kind="place", reach="here")
    kinds = {(one["start"], one["kind"]) for one in pane.item(at, ANN)["marks"]}
    assert (0, "role") not in kinds
    newest = len(pane) - 1
    decided(pane, standing, newest, mark="undo", reach="here")
    assert not pane.is_left(newest, ANN)
    assert all(one["decision"] != "added" for one in pane.item(at, ANN)["marks"])


def test_only_words_can_be_added(study: Study):
    pane = Identifiers(study, Standing())
    at, _ = rows(pane)["01632 960 123"]
    comma = pane.item(at, ANN)["text"].index(",")
    told = {"mark": "add", "kind": "role", "reach": "here", "start": comma, "end": comma + 1}
    with pytest.raises(InputError, match="no words are marked"):
        pane.decide(at, told, ANN, DAY)


# -- codes ----------------------------------------------------------------------------------------

TEXTS = {"s-1": "They rang me back 😀 twice.", "s-2": "No bus since May.", "s-3": "Fine, thanks."}
KEY = StudyKey(b"an invented key of a test")
BOOK = Codebook(
    "A codebook", "1", tuple(Code(name, name, f"what {name} is") for name in ("C1", "C2"))
)


def codings(*given: dict[str, Any]) -> pd.DataFrame:
    blank: dict[str, Any] = dict.fromkeys(columns_of(Codings), "") | {
        "start": 0,
        "end": 5,
        "round": 1,
        "decision": "applied",
        "probability": float("nan"),
        "rung_claimed": pd.NA,
        "rung_experienced": pd.NA,
    }
    return pd.DataFrame([blank | one for one in given], columns=columns_of(Codings))


def coded(
    *given: dict[str, Any], drawn: tuple[str, ...] = (), given_before: Sequence[Decision] = ()
) -> tuple[Codes, Standing]:
    segments = pd.DataFrame(
        {
            "segment_id": list(TEXTS),
            "text": list(TEXTS.values()),
            "role": "participant",
            "source_name": "survey",
            "document_id": "d",
            "position": [0, 1, 2],
            "question_asked": "",
            "stakeholder_groups": "unpaid_carer",
        }
    )
    tables = {"deidentified_segments": segments, "codings": codings(*given)}
    lines = [
        Decision(DRAW, one, text_digest(KEY, TEXTS[one]), "bob", DAY, "1 bob", "0.5 of 3")
        for one in drawn
    ]
    standing = Standing([*lines, *given_before])
    study: Any = SimpleNamespace(tables=tables, key=KEY, codebook=BOOK)
    return Codes(study, standing), standing


BOB = {"segment_id": "s-1", "code": "C1", "coder": "bob"}
MACHINE = {"segment_id": "s-1", "code": "C2", "coder": "machine", "probability": 0.4}


def test_who_codes_blind_sees_no_code_of_anybody_else_and_none_of_the_machine():
    pane, _ = coded(BOB, MACHINE | {"decision": "suggested"})
    blind = pane.item(0, ANN)
    assert {"others", "suggested"} & blind.keys() == set()
    assert blind["own"] == []
    seen = pane.item(0, Viewer("ann", blind=False))
    assert [(one["coder"], one["code"]) for one in seen["others"]] == [("bob", "C1")]
    assert [(one["code"], one["probability"]) for one in seen["suggested"]] == [("C2", 0.4)]
    assert [one["code"] for one in pane.item(0, Viewer("bob"))["own"]] == ["C1"]
    assert pane.item(0, Viewer("bob", round=2))["own"] == []


def test_a_code_goes_to_the_marked_words_counted_in_code_points():
    pane, standing = coded()
    decided(pane, standing, 0, mark="apply", code="C1", start=18, end=19, marks={"valence": "+"})
    (own,) = pane.item(0, ANN)["own"]
    assert (TEXTS["s-1"][own["start"] : own["end"]], own["valence"]) == ("😀", "+")
    segments = pd.DataFrame({"segment_id": list(TEXTS), "text": list(TEXTS.values())})
    (row,) = noted_codings(standing.of("code"), segments, BOOK, KEY).codings.to_dict("records")
    assert (row["coder"], row["code"], row["start"], row["end"], row["valence"]) == (
        "ann",
        "C1",
        18,
        19,
        "+",
    )


def test_a_segment_is_left_to_each_coder_in_each_round_until_it_is_coded_or_read():
    pane, standing = coded(BOB)
    others = [Viewer("bob"), Viewer("ann"), Viewer("bob", round=2)]
    assert [pane.is_left(0, one) for one in others] == [False, True, True]
    decided(pane, standing, 0, mark="read")
    assert not pane.is_left(0, ANN)
    decided(pane, standing, 0, mark="unread")
    assert pane.is_left(0, ANN)
    decided(pane, standing, 0, mark="apply", code="C1")
    assert not pane.is_left(0, ANN)
    decided(pane, standing, 0, mark="remove", code="C1")
    assert pane.is_left(0, ANN)


def test_a_suggestion_is_accepted_as_ones_own_code_or_rejected_on_record():
    pane, standing = coded(MACHINE | {"decision": "suggested"})
    seeing = Viewer("ann", blind=False)
    (told,) = decided(pane, standing, 0, seeing, mark="remove", code="C2", start=0, end=5)
    assert told.verdict == "withdrawn"
    assert pane.item(0, seeing)["suggested"][0]["state"] == "rejected"
    decided(pane, standing, 0, seeing, mark="apply", code="C2", start=0, end=5)
    assert pane.item(0, seeing)["suggested"][0]["state"] == "accepted"


def test_what_was_drawn_comes_first_and_is_blind_until_it_is_coded():
    pane, standing = coded(BOB | {"segment_id": "s-3"}, drawn=("s-3", "s-2"))
    assert [pane.item(at, ANN)["segment_id"] for at in range(3)] == ["s-3", "s-2", "s-1"]
    seeing = Viewer("ann", blind=False)
    assert "others" not in pane.item(0, seeing)
    decided(pane, standing, 0, seeing, mark="read")
    assert pane.item(0, seeing)["others"][0]["coder"] == "bob"


@pytest.mark.parametrize(
    "told",
    [
        {"mark": "apply", "code": "C9"},
        {"mark": "apply", "code": "C1", "start": 3, "end": 99},
        {"mark": "apply", "code": "C1", "marks": {"valence": "great"}},
        {"mark": "apply", "code": "C1", "marks": {"mood": "+"}},
        {"mark": "burn"},
    ],
)
def test_a_code_that_cannot_be_is_refused(told: dict[str, Any]):
    pane, _ = coded()
    with pytest.raises(InputError):
        pane.decide(0, told, ANN, DAY)


def test_codes_on_words_that_changed_are_shown_to_their_coder_and_given_again(tmp_path: Path):
    before = "They rang Greta back 😀 twice."
    old = [
        code_decision(Seen("s-1", before, by, DAY), KEY, code, 0, 9, marks=Marks("-"))
        for by, code in (("ann", "C1"), ("ann", "C2"), ("bob", "C1"))
    ]
    pane, standing = coded(given_before=old)
    assert (pane.row(0, ANN)["mark"], pane.lapsed(ANN), pane.is_left(0, ANN)) == (
        "lapsed",
        [0],
        True,
    )
    assert [one["code"] for one in pane.item(0, ANN)["lapsed"]] == ["C1", "C2"]
    assert pane.lapsed(Viewer("ann", round=2)) == []
    (line,) = decided(pane, standing, 0, mark="apply", code="C1", marks={"valence": "-"})
    assert [one["code"] for one in pane.item(0, ANN)["lapsed"]] == ["C2"]
    # Undone, it has lapsed as before; let go, it does not come again.
    undone = replace(line, verdict="undone")
    standing.put(undone)
    pane.heed([undone])
    assert (len(pane.item(0, ANN)["lapsed"]), pane.item(0, ANN)["own"]) == (2, [])
    for code in ("C1", "C2"):
        decided(pane, standing, 0, mark="remove", code=code)
    assert (pane.lapsed(ANN), pane.lapsed(Viewer("bob"))) == ([], [0])


# -- themes and quotes ----------------------------------------------------------------------------


def test_themes_are_named_merged_and_taken_back_as_in_their_sheet(tmp_path: Path):
    standing, study = Standing(), opened(tmp_path)
    pane = Themes(study, standing)  # type: ignore[arg-type]
    decided(pane, standing, 0, mark="accept", name="Being rung back")
    assert pane.row(0, ANN) == {
        "text": "Being rung back",
        "note": "6 people, 6 segments",
        "mark": "accepted",
    }
    decided(pane, standing, 1, mark="merge", into=0)
    assert pane.item(1, ANN)["into"] == "words of 0"
    held = Remembered.of(standing.of("theme", "theme_member")).standing()
    keys = {one.name: name for name, one in held.items()}
    assert set(keys) == {"Being rung back", ""}
    assert held[keys[""]].merged_into == keys["Being rung back"]
    assert set(keys.values()) <= set(study.tables["theme_decisions"]["theme_key"])
    assert [pane.is_left(at, ANN) for at in range(3)] == [False, False, True]
    decided(pane, standing, 1, mark="undo")
    assert pane.is_left(1, ANN)


def test_a_theme_is_split_after_its_parts_were_shown(tmp_path: Path):
    study = opened(tmp_path)
    ids = [f"s{n:02d}" for n in range(15)]
    sides = [[1.0, 0.0] if n < 3 else [0.0, 1.0] for n in range(15)]
    study.vectors = pd.DataFrame({"segment_id": ids, "vector": sides})
    standing = Standing()
    pane = Themes(study, standing)  # type: ignore[arg-type]
    shown = pane.preview(0, {"parts": 2})["parts"]
    assert sorted(one["segments"] for one in shown) == [3, 3]
    assert pane.preview(2, {"parts": 9}) == {"parts": []}
    decided(pane, standing, 0, mark="split", parts=2)
    assert pane.row(0, ANN)["mark"] == "split"


def apart(tmp_path: Path) -> Any:
    """A study whose first theme holds six passages: of two directions, one between, one aside."""
    study = opened(tmp_path)
    ids = [f"s{n:02d}" for n in range(15)]
    first = [[1.0, 0.0, 0.0], [0.9, 0.1, 0.0], [0.0, 1.0, 0.0], [0.1, 0.9, 0.0]]
    rest = [[0.7, 0.7, 0.0], [-0.7, -0.7, 0.1], *[[0.0, 0.0, 1.0]] * 3, *[[0.0, 0.0, -1.0]] * 6]
    study.vectors = pd.DataFrame({"segment_id": ids, "vector": [*first, *rest]})
    segments = study.tables["deidentified_segments"]
    said = [f"invented words number {n}" for n in range(15)]
    study.tables["deidentified_segments"] = segments.assign(
        text=said, role="participant", set_aside="", same_as=pd.NA
    )
    study.settings = SimpleNamespace(themes=SimpleNamespace(min_words=4))
    return study


def test_one_sees_where_passages_would_go_before_a_theme_is_split_by_examples(tmp_path: Path):
    standing = Standing()
    pane = Themes(apart(tmp_path), standing)
    listed = pane.preview(0, {"first": 0, "count": 4})
    assert (len(listed["passages"]), listed["of"]) == (4, 6)
    assert listed["passages"][0] == {
        "segment": "s00",
        "text": "invented words number 0",
        "why": "central",
    }
    shown = pane.preview(0, {"examples": {"s00": 3, "s02": 7}})
    # Passages 0 and 1 mirror 2 and 3, so 4, in the middle, is as near to either side; 5 to none.
    assert [(one["segments"], one["chosen"]) for one in shown["parts"]] == [(4, 1), (2, 1)]
    assert shown["parts"][0]["examples"][0] == "invented words number 1"
    assert shown["parts"][1]["examples"] == ["invented words number 3"]
    assert (shown["tied"], shown["unlike"]) == (1, 1)
    decided(pane, standing, 0, mark="split", examples={"s00": 3, "s02": 7})
    assert pane.row(0, ANN)["mark"] == "split"
    assert pane.item(0, ANN)["examples"] == {"s00": 1, "s02": 2}
    decided(pane, standing, 0, mark="split", examples={"s01": 1, "s02": 2})
    assert pane.item(0, ANN)["examples"] == {"s01": 1, "s02": 2}
    decided(pane, standing, 0, mark="undo")
    assert (pane.row(0, ANN)["mark"], pane.item(0, ANN)["examples"]) == ("", {})


@pytest.mark.parametrize(
    "examples",
    [
        {"s00": 1},
        {"s00": 1, "s01": 1},
        {"s00": 1, "s14": 2},
        {"s00": 0, "s01": 2},
        {"s00": 1, "s01": 10},
        {"s00": 1, "s01": "2"},
        ["s00", "s01"],
    ],
)
def test_examples_that_split_nothing_are_refused(tmp_path: Path, examples: Any):
    pane = Themes(apart(tmp_path), Standing())
    with pytest.raises(InputError):
        pane.decide(0, {"mark": "split", "examples": examples}, ANN, DAY)


def test_a_quote_is_approved_or_vetoed_and_either_is_taken_back(monkeypatch: pytest.MonkeyPatch):
    sheet = pd.DataFrame(
        [
            {
                **dict.fromkeys(("valence", "look_at", "source_name"), ""),
                "segment_id": "s-1",
                "subjects": "code C1",
                "said_by": "a participant",
                "text": "They rang me back, twice.",
                "status": "draft",
            }
        ]
    )
    monkeypatch.setattr(quotes, "candidates", lambda study: (None, sheet))
    themes = pd.DataFrame({"theme_id": [0], "label": ["Calls"]})
    study: Any = SimpleNamespace(key=KEY, codebook=BOOK, tables={"themes": themes})
    standing = Standing()
    pane = Quotes(study, standing)
    assert pane.item(0, ANN)["subjects"] == ["C1 (code)"]
    seen = []
    for mark in ("approve", "veto", "undo", "approve"):
        decided(pane, standing, 0, mark=mark)
        seen.append(pane.row(0, ANN)["mark"])
    assert seen == ["approved", "vetoed", "", "approved"]
    (approval,) = [one for one in standing.of("approve_quote") if one.verdict == ""]
    assert approval.text_digest == KEY.digest("quote", "They rang me back, twice.")
