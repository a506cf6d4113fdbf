"""Two waves side by side: what is compared, what is not, and why; everything is invented."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from insight.disclosure.prevalence import wilson
from insight.errors import InputError
from insight.schemas import ThemePrevalence, validate
from insight.store import Manifest, table_digest, write_csv
from insight.study.changes import changes
from insight.study.opened import OpenedStudy
from insight.study.previous import Wave, previous_wave, promises

STUDY = '[study]\ntitle = "Now"\nprevious = "../then"\npromises = "promises.csv"\n'
STUDY += '[[source]]\nname = "survey"\nfiles = "*.csv"\nkind = "survey"\n'
STUDY += 'sampling = "probability"\n'


def wave(*rows: dict[str, object], **about: object) -> Wave:
    """A wave of which code V1 of the survey is released, and what else `rows` change of it."""
    told = []
    for row in rows or ({},):
        one: dict[str, object] = {
            "source_name": "survey",
            "mode": "survey",
            "sampling": "probability",
            "subject": "code",
            "subject_id": "V1",
            "stratum": "all",
            "stratum_value": "all",
            "n_mentioning": 50,
            "n_unprompted": None,
            "n_asked": 100,
            "method": "Wilson 95 % interval",
            "basis": "human",
            "note": "",
        } | row
        x, n = one["n_mentioning"], one["n_asked"]
        if x is not None and one["mode"] == "survey":
            low, high = wilson(int(str(x)), int(str(n)))
            one |= {"prevalence": int(str(x)) / int(str(n)), "ci_low": low, "ci_high": high}
        told.append({"prevalence": None, "ci_low": None, "ci_high": None} | one)
    sources = pd.DataFrame({"name": ["survey"], "questions": [about.get("questions", "q")]})
    codes = [str(row.get("subject_id", "V1")) for row in rows or ({},)]
    codebook = pd.DataFrame({"code": sorted(set(codes))}).assign(
        name="A topic", rules=about.get("rules", "r"), version=about.get("version", "1")
    )
    files = {"survey": str(about.get("files", id(told)))}
    return Wave(validate(ThemePrevalence, pd.DataFrame(told)), sources, codebook, files)


def test_a_change_has_newcombes_interval():
    # Newcombe (1998), table II, method 10: 56 of 70 less 48 of 80 is 0.20, 0.0524 to 0.3339.
    then, now = ({"n_mentioning": 48, "n_asked": 80}, {"n_mentioning": 56, "n_asked": 70})
    (row,) = changes(wave(then), wave(now)).to_dict("records")
    assert row["standing"] == "compared"
    found = [round(row[name], 4) for name in ("difference", "ci_low", "ci_high")]
    assert found == [0.2, 0.0524, 0.3339]
    assert row["p_adjusted"] == row["p_value"] < 0.05
    assert 0.15 < row["detectable"] < 0.25
    assert "not known" in row["method"]


@pytest.mark.parametrize(
    ("then", "now", "why"),
    [
        (wave({"mode": "group"}), wave(), "heard in another way"),
        (wave({"sampling": "self_selected"}), wave(), "chosen in another way"),
        (wave(questions="other"), wave(), "another question"),
        (wave(questions=""), wave(questions=""), "question then is not known"),
        (wave(rules="other", version="2"), wave(), "version 2, now 1"),
        (wave({"basis": "machine-suggested"}), wave(), "coded in another way"),
        (
            wave({"basis": "machine-suggested"}),
            wave({"basis": "machine-suggested"}),
            "a computer suggested",
        ),
        (wave({"method": "another"}), wave(), "made in another way"),
        (wave(files="same"), wave(files="same"), "one wave, not two"),
        (wave({"n_mentioning": None}), wave(), "not enough people"),
    ],
)
def test_what_does_not_measure_the_same_is_not_compared(then: Wave, now: Wave, why: str):
    (row,) = changes(then, now).to_dict("records")
    assert row["standing"] == "not compared"
    assert why in row["note"]
    assert pd.isna(row["difference"])


def test_interviews_stand_side_by_side_and_prove_no_change():
    about = {"mode": "interview", "sampling": "purposive", "n_asked": 9}
    then, now = (wave(about | {"n_mentioning": n}) for n in (2, 7))
    (row,) = changes(then, now).to_dict("records")
    assert (row["mentioning_then"], row["mentioning_now"]) == (2, 7)
    assert row["standing"] == "side by side"
    assert pd.isna(row["difference"])


def test_codes_that_came_and_went_and_groups_that_were_not_asked_are_told():
    carers = {"stratum": "group", "stratum_value": "unpaid_carer"}
    then = wave({}, carers, {"subject_id": "OLD"})
    now = wave({}, {"subject_id": "NEW"})
    rows = changes(then, now).set_index(["subject_id", "stratum"])
    assert rows.loc[("NEW", "all"), "standing"] == "new"
    assert rows.loc[("OLD", "all"), "standing"] == "gone"
    assert rows.loc[("V1", "group"), "note"] == "not asked of them now"
    assert rows.loc[("V1", "all"), "standing"] == "compared"


def test_rows_in_another_order_give_the_same_table():
    rows = [{"subject_id": code, "n_mentioning": n} for code, n in (("A", 30), ("B", 60))]
    then = wave(*rows)
    turned = replace(then, prevalence=then.prevalence.iloc[::-1], codebook=then.codebook.iloc[::-1])
    now = wave(*[{**row, "n_mentioning": 45} for row in rows])
    pd.testing.assert_frame_equal(changes(then, now), changes(turned, now))


@pytest.fixture
def study(tmp_path: Path) -> OpenedStudy:
    """A study whose wave before lies beside it, as it was released."""
    (tmp_path / "now").mkdir()
    (tmp_path / "now" / "study.toml").write_text(STUDY, "utf-8")
    released = wave()
    home = tmp_path / "then" / "data" / "processed"
    for name, table in {
        "theme_prevalence": released.prevalence,
        "sources": released.sources,
        "codebook": released.codebook,
    }.items():
        write_csv(table, home / "released" / f"{name}.csv")
    digest = {"released/theme_prevalence": table_digest(released.prevalence)}
    Manifest(1, digest, {"survey": "f"}, "r-1", draft=False).write(home / "manifest.json")
    return OpenedStudy(tmp_path / "now")


def test_the_wave_before_is_read_as_it_was_released(study: OpenedStudy):
    found = previous_wave(study)
    assert found is not None
    pd.testing.assert_frame_equal(found.prevalence, wave().prevalence)
    assert found.inputs == {"survey": "f"}


@pytest.mark.parametrize("change", ["draft", "other", "gone"])
def test_a_draft_or_another_table_is_refused(study: OpenedStudy, change: str):
    home = study.folder.root / ".." / "then" / "data" / "processed"
    told = json.loads((home / "manifest.json").read_text("utf-8"))
    if change == "draft":
        told["draft"] = True
    elif change == "other":
        told["tables"]["released/theme_prevalence"] = "0" * 64
    else:
        (home / "released" / "theme_prevalence.csv").unlink()
    (home / "manifest.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(InputError, match=r"study\.previous"):
        previous_wave(study)


def test_a_promise_is_about_a_code_of_the_codebook(study: OpenedStudy):
    path = study.folder.root / "promises.csv"
    path.write_text("code,you_said,we_did,who,by\nV1,Nobody rings,We ring,A team,May\n", "utf-8")
    assert promises(study, frozenset({"V1"}))["we_did"].to_list() == ["We ring"]
    with pytest.raises(InputError, match='row 2, column "code"'):
        promises(study, frozenset({"V2"}))
