"""Why two runs differ: what of the first manifest is other in the second, in plain words."""

from __future__ import annotations

from dataclasses import replace

from insight.store import Manifest
from insight.store.manifest import KEYED
from insight.study.reproduction.reasons import reasons

THEN = Manifest(
    seed=1,
    tables={},
    inputs={},
    release="r-1",
    draft=False,
    files={"source talks": ["a1", "b2"], "ledger": ["l1"], "codebook": ["c1"]},
    settings={"themes.number": "auto", "study.title": f"{KEYED}aa", "study.seed": 1},
    decisions={"read": 2},
    models={"one/model": "m1"},
    python="3.11.7",
    versions={"numpy": "2.4.6"},
)


def told(now: Manifest, names: dict[str, dict[str, str]] | None = None) -> list[str]:
    return list(reasons(THEN, now, names or {}))


def test_nothing_is_said_where_nothing_changed():
    assert told(THEN) == []


def test_a_changed_file_is_named_as_it_is_called_here():
    now = replace(THEN, files=THEN.files | {"source talks": ["a1", "x9"]})
    names = {"source talks": {"talks/1.txt": "a1", "talks/2.txt": "x9"}}
    assert told(now, names) == ["other input: talks/2.txt (source talks) is not what was read then"]


def test_a_file_that_is_gone_is_counted():
    now = replace(THEN, files=THEN.files | {"source talks": ["a1"]})
    assert told(now, {"source talks": {"talks/1.txt": "a1"}}) == [
        "other input: 1 files of source talks are not here"
    ]


def test_a_setting_is_named_and_its_value_only_where_it_tells_of_nobody():
    now = replace(THEN, settings={"themes.number": 8, "study.title": f"{KEYED}bb", "study.seed": 1})
    assert told(now) == [
        "other setting: study.title",
        "other setting: themes.number is 8 instead of auto",
    ]


def test_later_decisions_versions_and_models_are_named():
    now = replace(
        THEN,
        files=THEN.files | {"ledger": ["l2"]},
        decisions={"read": 2, "approve_quote": 3},
        versions={"numpy": "2.5.0"},
        models={"one/model": "m2"},
        python="3.11.9",
    )
    assert told(now) == [
        "decisions: 3 more of kind approve_quote",
        "other version: Python 3.11.9 instead of 3.11.7",
        "other version: numpy 2.5.0 instead of 2.4.6",
        "other model: one/model",
    ]
