"""What people mark in the sheet of themes becomes lines of the ledger, and nothing of it is lost.

Segments, themes and names are invented.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from insight.errors import InputError
from insight.schemas import Themes
from insight.store import Ledger, StudyFolder, StudyKey
from insight.study.people.passages import FILE as PASSAGES
from insight.study.people.passages import passages
from insight.study.people.theme_decisions import FILE, decide_theme
from insight.study.people.theming import (
    overruled_themes,
    record_themes,
    theme_sheet,
    write_theme_sheet,
)
from insight.themes import Remembered, replay

DAY = "2026-01-01"
THEMES = {0: range(6), 1: range(6, 11), 2: range(11, 15)}


def tables() -> dict[str, pd.DataFrame]:
    """A fit of fifteen segments in three themes."""
    columns = Themes.to_schema().columns
    blank = {
        name: None if column.nullable else 0 if "int" in str(column.dtype) else ""
        for name, column in columns.items()
    }
    themes = [
        blank
        | {
            "theme_id": theme,
            "label": f"words of {theme}",
            "keywords": "one, two",
            "status": "candidate",
            "n_segments": len(own),
            "n_speakers": len(own),
        }
        for theme, own in THEMES.items()
    ]
    rows = [(f"s{n:02d}", theme, 1.0) for theme, own in THEMES.items() for n in own]
    shown = [(theme, f"s{own[0]:02d}", "central") for theme, own in THEMES.items()]
    return {
        "themes": pd.DataFrame(themes),
        "segment_themes": pd.DataFrame(rows, columns=["segment_id", "theme_id", "weight"]),
        "exemplars": pd.DataFrame(shown, columns=["theme_id", "segment_id", "why"]),
    }


def opened(folder: Path) -> SimpleNamespace:
    """A study as far as the sheet needs one, its decisions replayed."""
    key, ledger = StudyKey(b"an invented key of a test"), Ledger(folder / "ledger.jsonl")
    ids = [f"s{n:02d}" for n in range(15)]
    said = [f"invented words number {n}" for n in range(15)]
    segments = pd.DataFrame({"segment_id": ids, "speaker_id": ids, "text": said})
    vectors = pd.DataFrame({"segment_id": ids, "vector": [[1.0, float(n)] for n in range(15)]})
    done = replay(tables(), segments, vectors, Remembered.of(ledger.decisions()), key)
    return SimpleNamespace(
        folder=StudyFolder(folder),
        key=key,
        ledger=ledger,
        tables={
            "themes": done.themes,
            "segment_themes": done.segment_themes,
            "exemplars": done.exemplars,
            "theme_decisions": done.decided,
            "deidentified_segments": segments,
        },
    )


def shown(study: SimpleNamespace, **parts: str) -> None:
    """Mark passages as examples: segment -> what its part is."""
    path = study.folder.review / PASSAGES
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    for segment, part in parts.items():
        sheet.loc[sheet["segment_id"] == segment, "part"] = part
    sheet.to_csv(path, index=False, encoding="utf-8-sig")


def parts_marked(study: SimpleNamespace) -> set[str]:
    path = study.folder.review / PASSAGES
    return set(pd.read_csv(path, dtype="str", keep_default_na=False)["part"]) - {""}


def marked(study: SimpleNamespace, **marks: dict[str, str]) -> None:
    """Write marks into the sheet: theme_id, as t0, -> column -> value."""
    path = study.folder.review / FILE
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    for theme, cells in marks.items():
        for column, value in cells.items():
            sheet.loc[sheet["theme_id"] == theme[1:], column] = value
    sheet.to_csv(path, index=False, encoding="utf-8-sig")


def recorded(study: SimpleNamespace) -> None:
    study.ledger.append(record_themes(study, "A. Reader", DAY))


@pytest.fixture
def study(tmp_path: Path) -> SimpleNamespace:
    made = opened(tmp_path)
    write_theme_sheet(made)
    return made


def test_the_sheet_shows_each_theme_with_its_exemplars_and_is_for_its_owner_alone(study) -> None:
    sheet = theme_sheet(study)
    assert list(sheet["theme_id"]) == [0, 1, 2]
    assert sheet["exemplar_1"].str.startswith("[central]").all()
    assert (study.folder.review / FILE).stat().st_mode & 0o077 == 0


def test_marks_hold_on_the_next_run(study, tmp_path) -> None:
    marked(
        study,
        t0={"decision": "accept", "new_name": "Getting there"},
        t1={"decision": "merge", "merge_into": "2"},
        t2={"new_name": "Both of them"},
    )
    recorded(study)
    themes = opened(tmp_path).tables["themes"].set_index("theme_id")
    assert themes.loc[0, ["label", "status"]].to_list() == ["Getting there", "accepted"]
    assert list(themes.index) == [0, 2]
    assert themes.loc[2, ["label", "n_segments"]].to_list() == ["Both of them", 9]


def test_an_accepted_theme_without_a_new_name_keeps_the_words_it_was_accepted_under(
    study, tmp_path
) -> None:
    marked(study, t1={"decision": "accept"})
    recorded(study)
    decided = opened(tmp_path).tables["theme_decisions"].set_index("theme_id")
    assert decided.loc[1, "name"] == "words of 1"


def test_what_was_merged_can_be_taken_apart_again(study, tmp_path) -> None:
    marked(study, t1={"decision": "merge", "merge_into": "2"})
    recorded(study)
    again = opened(tmp_path)
    write_theme_sheet(again)
    marked(again, t2={"decision": "undo"})
    recorded(again)
    assert list(opened(tmp_path).tables["themes"]["theme_id"]) == [0, 1, 2]


def test_the_ledger_remembers_segments_by_id_and_holds_nothing_that_anybody_said(study) -> None:
    marked(study, t0={"decision": "hide"})
    recorded(study)
    assert "invented words" not in study.ledger.path.read_text("utf-8")
    remembered = Remembered.of(study.ledger.decisions())
    (held,) = remembered.standing().values()
    assert held.members == {f"s{n:02d}" for n in range(6)}
    assert len(remembered.known) == 15


def test_recording_twice_adds_nothing(study) -> None:
    marked(study, t0={"decision": "hide"})
    recorded(study)
    assert record_themes(study, "A. Reader", DAY) == []


def test_a_mark_that_was_not_recorded_survives_the_next_run_and_a_recorded_one_goes(study) -> None:
    marked(study, t0={"decision": "hide"}, t1={"note": "ask the group"})
    recorded(study)
    marked(study, t2={"decision": "accept"})
    assert write_theme_sheet(study) == ""
    path = study.folder.review / FILE
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert sheet["decision"].to_list() == ["", "", "accept"]
    assert sheet["note"].to_list() == ["", "ask the group", ""]


def at_the_desk(study: SimpleNamespace, theme: int, **mark: str) -> None:
    row = theme_sheet(study).set_index("theme_id").loc[theme]
    told = {name: str(row[name]) for name in ("theme_key", "label", "name")} | mark
    made = study.ledger.decisions()
    study.ledger.append(decide_theme(study, told, "B. Desk", DAY, made))


def standings(study: SimpleNamespace, folder: Path) -> dict[int, str]:
    themes = opened(folder).tables["themes"]
    return dict(zip(themes["theme_id"], themes["status"], strict=True))


def test_what_was_overruled_after_it_was_recorded_is_not_recorded_anew(study, tmp_path) -> None:
    marked(study, t0={"decision": "hide"})
    recorded(study)
    assert overruled_themes(study) == ""
    at_the_desk(study, 0, decision="accept")
    assert record_themes(study, "C. Third", DAY) == []
    assert overruled_themes(study).startswith("themes.csv: 1 marks were recorded earlier")
    assert standings(study, tmp_path)[0] == "accepted"
    # The next run takes the mark out; who wants it back marks the fresh sheet.
    again = opened(tmp_path)
    assert write_theme_sheet(again) == ""
    assert overruled_themes(again) == ""
    marked(again, t0={"decision": "hide"})
    recorded(again)
    assert standings(again, tmp_path)[0] == "hidden"


def test_a_merger_that_was_taken_apart_since_stays_apart(study, tmp_path) -> None:
    marked(study, t1={"decision": "merge", "merge_into": "2"})
    recorded(study)
    at_the_desk(study, 1, decision="undo")
    assert record_themes(study, "A. Reader", DAY) == []
    again = opened(tmp_path)
    assert list(again.tables["themes"]["theme_id"]) == [0, 1, 2]
    write_theme_sheet(again)
    assert record_themes(again, "A. Reader", DAY) == []


def test_a_merger_into_another_theme_since_is_not_overruled(study) -> None:
    marked(study, t1={"decision": "merge", "merge_into": "2"})
    recorded(study)
    at_the_desk(study, 1, decision="merge", merge_into="0")
    assert record_themes(study, "A. Reader", DAY) == []
    assert overruled_themes(study).startswith("themes.csv: 1 marks")


# -- examples of parts ----------------------------------------------------------------------------


def test_each_passage_of_a_theme_stands_in_a_row_of_its_own_exemplars_first(study) -> None:
    path = study.folder.review / PASSAGES
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert sheet.groupby("theme_id").size().to_dict() == {"0": 6, "1": 5, "2": 4}
    assert sheet.drop_duplicates("theme_id")["why"].to_list() == ["central"] * 3
    assert path.stat().st_mode & 0o077 == 0


def test_of_a_reading_list_each_text_has_a_row_and_no_theme_has_a_column_for_it(study) -> None:
    listed = [(-1, f"s{n:02d}", "typical") for n in range(15)]
    study.tables |= {
        "themes": study.tables["themes"].head(0),
        "segment_themes": study.tables["segment_themes"].head(0),
        "theme_decisions": study.tables["theme_decisions"].head(0),
        "exemplars": pd.DataFrame(listed, columns=["theme_id", "segment_id", "why"]),
    }
    assert len(passages(study)) == 15
    assert not [name for name in theme_sheet(study) if name.startswith("exemplar_")]


def test_a_theme_that_many_were_merged_into_shows_six_exemplars_some_of_each_kind(study) -> None:
    kinds = ["central"] * 5 + ["dissenting"] * 5 + ["typical"] * 5
    rows = [(0, f"s{n:02d}", why) for n, why in enumerate(kinds)]
    study.tables["exemplars"] = pd.DataFrame(rows, columns=["theme_id", "segment_id", "why"])
    columns = [name for name in theme_sheet(study) if name.startswith("exemplar_")]
    told = theme_sheet(study).loc[0, columns].str.extract(r"\[(\w+)\]")[0]
    assert told.to_list() == ["central", "dissenting", "typical"] * 2


def test_examples_marked_in_the_sheet_split_a_theme_on_the_next_run(study, tmp_path) -> None:
    # Vectors turn from (1, 0) towards (0, 1): 0 and 1 are at one end of the first theme, 5 at the
    # other. Parts are numbered anew.
    shown(study, s00="2", s05="5")
    recorded(study)
    assert "invented words" not in study.ledger.path.read_text("utf-8")
    again = opened(tmp_path)
    members = again.tables["segment_themes"].groupby("theme_id")["segment_id"].agg(set).to_dict()
    assert set(members) == {0, 1, 2, 3}
    assert "s00" in members[0]
    assert "s05" in members[3]
    assert not again.tables["theme_decisions"]["conflict"].any()


def test_examples_are_recorded_once_and_stay_in_the_sheet_until_they_are(study) -> None:
    shown(study, s00="1", s05="2")
    assert write_theme_sheet(study) == ""
    assert parts_marked(study) == {"1", "2"}
    recorded(study)
    assert record_themes(study, "A. Reader", DAY) == []
    assert write_theme_sheet(study) == ""
    assert parts_marked(study) == set()


def test_examples_overruled_at_the_desk_are_not_recorded_anew(study) -> None:
    shown(study, s00="1", s05="2")
    recorded(study)
    at_the_desk(study, 0, decision="undo")
    assert record_themes(study, "A. Reader", DAY) == []
    assert overruled_themes(study).startswith("themes.csv: 1 marks")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"s00": "Betty"}, 'theme_passages.csv, row 2, column "part"'),
        ({"s00": "10", "s01": "2"}, 'row 2, column "part"'),
        ({"s00": "1", "s01": "1"}, "row 3: a theme is split into two parts or more"),
    ],
)
def test_examples_that_split_nothing_stop_everything_and_are_not_repeated(
    study, parts, message
) -> None:
    shown(study, **parts)
    with pytest.raises(InputError) as refused:
        record_themes(study, "A. Reader", DAY)
    assert message in str(refused.value)
    assert "Betty" not in str(refused.value)


def test_an_example_whose_words_changed_has_to_be_chosen_anew(study) -> None:
    shown(study, s00="1", s05="2")
    study.tables["deidentified_segments"].loc[0, "text"] = "invented words, redacted"
    with pytest.raises(InputError, match=r"row 2.*has other words"):
        record_themes(study, "A. Reader", DAY)
    assert "1 marks in themes.csv or theme_passages.csv" in write_theme_sheet(study)


def test_a_theme_is_either_merged_or_split_by_examples(study) -> None:
    shown(study, s00="1", s05="2")
    marked(study, t0={"decision": "merge", "merge_into": "2"})
    with pytest.raises(InputError, match='row 2, column "decision"'):
        record_themes(study, "A. Reader", DAY)


def test_a_lost_mark_is_told(study) -> None:
    marked(study, t0={"decision": "hide"})
    weights = study.tables["segment_themes"]
    study.tables["segment_themes"] = weights[weights["segment_id"] != "s00"]
    assert "1 marks" in write_theme_sheet(study)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"decision": "destroy Betty"}, 'row 2, column "decision"'),
        ({"decision": "merge", "merge_into": "9"}, 'row 2, column "merge_into"'),
        ({"decision": "merge", "merge_into": "0"}, 'row 2, column "merge_into"'),
        ({"decision": "split", "parts": "1"}, 'row 2, column "parts"'),
        ({"new_name": "[person 3] and Betty"}, 'row 2, column "new_name"'),
        ({"new_name": "x" * 81}, 'row 2, column "new_name"'),
    ],
)
def test_a_mark_that_cannot_be_read_stops_everything_and_is_not_repeated(
    study, cells, message
) -> None:
    marked(study, t0=cells, t1={"decision": "accept"})
    with pytest.raises(InputError) as refused:
        record_themes(study, "A. Reader", DAY)
    assert message in str(refused.value)
    assert "Betty" not in str(refused.value)


def test_a_theme_that_has_changed_since_has_to_be_decided_on_anew(study) -> None:
    marked(study, t0={"decision": "hide"})
    weights = study.tables["segment_themes"]
    study.tables["segment_themes"] = weights[weights["segment_id"] != "s00"]
    with pytest.raises(InputError, match="not the same any more"):
        record_themes(study, "A. Reader", DAY)
