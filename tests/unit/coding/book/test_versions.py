"""What changed between two versions, and what it means for what was coded with the earlier one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from insight.coding import Code, Codebook, compare
from insight.coding.book import Change, Group
from insight.schemas import Codings, validate

COST = Code("C1", "cost", "Money keeps people from care.", parent="A")
FAR = Code("C2", "distance", "It is too far to travel.", parent="A")
KIND = Code("C3", "kind", "Officers were kind.", parent="A")
GROUPS = (Group("A", "All"), Group("B", "Both"))
OLD = Codebook("Invented", "1", (COST, FAR, KIND), GROUPS)


def version(*codes: Code) -> Codebook:
    return Codebook("Invented", "2", codes, GROUPS)


def change(*codes: Code) -> Change:
    (only,) = compare(OLD, version(*codes)).changes
    return only


def test_the_same_codes_have_no_differences() -> None:
    found = compare(OLD, version(COST, FAR, KIND))
    assert (found.changes, found.words) == ((), [])
    assert found.became == {"C1": ("C1",), "C2": ("C2",), "C3": ("C3",)}


def test_a_code_that_several_replace_is_split_and_people_decide() -> None:
    bills, fares = (Code(name, "x", "Other.", replaces=("C1",)) for name in ("C4", "C5"))
    found = change(bills, fares, FAR, KIND)
    assert (found.kind, found.old, found.new, found.recode) == (
        "split", ("C1",), ("C4", "C5"), "decide",
    )  # fmt: skip


def test_a_code_may_stay_while_part_of_it_becomes_another() -> None:
    narrower = replace(COST, definition="Charges alone keep people from care.")
    found = change(narrower, Code("C4", "fares", "The bus costs.", replaces=("C1",)), FAR, KIND)
    assert (found.kind, found.new) == ("split", ("C1", "C4"))


def test_codes_that_one_replaces_are_merged_and_carried_over() -> None:
    either = Code("C4", "barriers", "Money or distance.", replaces=("C1", "C2"))
    found = compare(OLD, version(either, KIND))
    (only,) = found.changes
    assert (only.kind, only.old, only.recode) == ("merged", ("C1", "C2"), "carried")
    assert found.became["C1"] == found.became["C2"] == ("C4",)


def test_the_same_meaning_under_another_short_name_is_renamed() -> None:
    found = change(
        replace(COST, code="M1", definition="Money keeps\n people from  care."), FAR, KIND
    )
    assert (found.kind, found.old, found.new, found.recode) == (
        "renamed", ("C1",), ("M1",), "carried",
    )  # fmt: skip


def test_another_meaning_has_to_be_decided_again() -> None:
    wider = change(replace(COST, include=("lost wages",)), FAR, KIND)
    assert (wider.kind, wider.recode) == ("redefined", "decide")
    assert "include" in wider.words
    other = change(Code("C4", "wages", "Work is lost.", replaces=("C1",)), FAR, KIND)
    assert (other.kind, other.old, other.new, other.recode) == (
        "redefined", ("C1",), ("C4",), "decide",
    )  # fmt: skip


def test_names_places_and_examples_leave_codings_as_they_are() -> None:
    for edited, kind in (
        (replace(COST, name="What care costs"), "retitled"),
        (replace(COST, parent="B"), "moved"),
        (replace(COST, examples=("Too dear for us.",)), "detailed"),
    ):
        found = change(edited, FAR, KIND)
        assert (found.kind, found.recode) == (kind, "stands")


def test_what_is_touched_is_counted() -> None:
    given = [("s1", "C1", "ann"), ("s2", "C1", "ben"), ("s2", "C2", "ben"), ("s3", "", "ann")]
    table = pd.DataFrame(given, columns=["segment_id", "code", "coder"])
    missing = pd.array([pd.NA] * len(table), dtype="Int64")
    people = validate(
        Codings,
        table.assign(
            start=0, end=1, round=1, probability=np.nan, valence="", rung_claimed=missing,
            rung_experienced=missing, attribution="", target_org="", sampling_probability=np.nan,
            decided_on="", decision=table["code"].map(lambda code: "applied" if code else "none"),
        ),
    )  # fmt: skip
    machine = people.head(1).assign(coder="machine", decision="suggested", code="C2")
    bills, fares = (Code(name, "x", "Other.", replaces=("C1",)) for name in ("C4", "C5"))
    new = Code("C6", "new", "Something new.")
    found = compare(OLD, version(bills, fares, KIND, new))
    told = found.affected(pd.concat([people, machine])).set_index("change")
    counted = told[["n_codings", "n_segments", "n_coders"]]
    assert tuple(counted.loc["split"]) == (2, 2, 2)
    assert tuple(counted.loc["removed"]) == (1, 1, 1)
    # what was read before, by ann (s1, s3) and ben (s2), was not read for the new code
    assert tuple(counted.loc["added"]) == (3, 3, 2)
