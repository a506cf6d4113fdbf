"""What stops a bundle for partners, and what is written down of one. The study is invented."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from insight.errors import ConsentError, InsightError
from insight.settings import Settings, SourceSettings, StudySettings
from insight.store import StudyFolder, StudyKey
from insight.study.people import records
from insight.study.people.sharing import share_bundle
from unit.disclosure.test_share import people, segments

KEY = StudyKey(b"an invented key of a test")


class Tables(dict[str, pd.DataFrame]):
    """Tables by name."""


@pytest.fixture
def study(tmp_path: Path) -> Any:
    folder = StudyFolder(tmp_path)
    (tmp_path / ".private").mkdir(mode=0o700)
    who = people(9)
    said = segments(who)
    none = said[["segment_id"]][:0]
    told = Settings(
        study=StudySettings(title="Invented", controller="A council"),
        source=[
            SourceSettings(name="survey", files="survey.csv", kind="survey", sampling="census")
        ],
    )
    return SimpleNamespace(
        folder=folder,
        key=KEY,
        codebook=None,
        settings=told,
        tables=Tables(
            speakers=who[["speaker_id"]].assign(consent_until=""),
            deidentified_speakers=who,
            deidentified_segments=said,
            themes=pd.DataFrame(
                columns=["theme_id", "label", "keywords", "status", "repeatability", "n_speakers"]
            ).astype({"theme_id": "int64", "n_speakers": "int64"}),
            segment_themes=none.assign(theme_id=0, weight=1.0),
            codings=_no_codings(),
        ),
    )


def _no_codings() -> pd.DataFrame:
    from insight.schemas import Codings, empty

    return empty(Codings)


def test_consent_that_ended_since_the_run_stops_the_bundle(study: Any, tmp_path: Path) -> None:
    study.tables["speakers"].loc[0, "consent_until"] = "2020-01-01"
    with pytest.raises(ConsentError, match="the consent of 1 people has ended"):
        list(share_bundle(study, tmp_path / "bundle.zip", "A. Keeper"))
    assert not (tmp_path / "bundle.zip").exists()
    assert not records.release_log(study.folder).exists()


def test_an_id_of_the_study_among_what_leaves_stops_the_bundle(study: Any, tmp_path: Path) -> None:
    planted = study.tables["deidentified_segments"]["segment_id"].iloc[0]
    book = pd.DataFrame({"code": [planted]})
    study.codebook = SimpleNamespace(table=lambda: book)
    with pytest.raises(InsightError, match="table codebook may not leave") as refused:
        list(share_bundle(study, tmp_path / "bundle.zip", "A. Keeper"))
    assert planted not in str(refused.value)
    assert not (tmp_path / "bundle.zip").exists()


def test_a_secret_among_the_files_stops_the_bundle(
    study: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whatever makes a file a secret, one such file is enough.
    is_terms = lambda path: path.name == "TERMS.txt"  # noqa: E731
    monkeypatch.setattr("insight.store.custody.is_secret", is_terms)
    with pytest.raises(InsightError, match="a key or a register is among what is to leave"):
        list(share_bundle(study, tmp_path / "bundle.zip", "A. Keeper"))
    assert not (tmp_path / "bundle.zip").exists()
    assert list((tmp_path / ".private").glob("share-*")) == []


def test_the_log_says_what_went_when_by_whom_and_holds_no_words(study: Any, tmp_path: Path) -> None:
    list(share_bundle(study, tmp_path / "bundle.zip", "A. Keeper"))
    (line,) = records.release_log(study.folder).read_text("utf-8").splitlines()
    told = json.loads(line)
    assert (told["kind"], told["approved_by"]) == ("bundle for partners", ["A. Keeper"])
    assert len(told["released_on"]) == len("2020-01-01")
    assert told["tables"]["deidentified_segments"]["rows"] == 9
    assert all(len(table["sha256"]) == 64 for table in told["tables"].values())
    assert "bus" not in line
    assert "p-0" not in line


def test_a_release_from_before_members_were_kept_is_said_not_to_be_compared(study: Any) -> None:
    assert records.not_compared(study.folder) == 0
    folder = study.folder
    folder.releases.write_text('{"release_id": "r-1", "released_on": "2020-01-01", "people": []}\n')
    assert records.not_compared(folder) == 1
    from insight.study.people.releasing import in_words

    (note,) = in_words(study, [])
    assert note.startswith("Differences from 1 earlier releases were not checked")
