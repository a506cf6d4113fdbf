"""Partners get read words of those who allow it, and attributes that nobody is alone with."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.disclosure import share
from insight.errors import ConsentError
from insight.schemas import TOLD_OF_PEOPLE, DeidentifiedSegments, DeidentifiedSpeakers, validate
from insight.settings import DisclosureSettings

DEFAULT = DisclosureSettings()


def people(n: int, **told: object) -> pd.DataFrame:
    usual = {
        "source_name": "survey",
        "mode": "survey",
        "sampling": "self_selected",
        "stakeholder_groups": "unpaid_carer",
        "speaks_for": "self",
        "resident": True,
        "age_band": "45-64",
        "sex": "female",
        "ethnicity": "white",
        "disability": "no",
        "quintile": 1,
        "rural_urban": "Rural",
        "link_status": "linked",
        "consent_quote": False,
        "consent_share": True,
    }
    rows = [usual | told | {"speaker_id": f"p-{i:012x}"} for i in range(n)]
    return pd.DataFrame(rows).astype({"quintile": "Int64"})


def segments(speakers: pd.DataFrame, **told: object) -> pd.DataFrame:
    usual = dict.fromkeys(
        ["question_asked", "attribution", "target_org", "set_aside", "same_as"], ""
    )
    usual |= {"kind": "survey", "mode": "survey", "sampling": "self_selected", "wave": "1"}
    usual |= {"role": "participant", "prompted": False, "position": 0, "language": "en"}
    usual |= {"text": "The bus is late.", "n_redactions": 0, "state": "read"}
    rows = [
        usual
        | {"segment_id": f"s-{i:012x}", "document_id": f"d-{i:012x}", "speaker_id": one.speaker_id}
        | {"source_name": one.source_name, "stakeholder_groups": one.stakeholder_groups}
        | told
        for i, one in enumerate(speakers.itertuples())
    ]
    return validate(DeidentifiedSegments, pd.DataFrame(rows))


def shared(speakers: pd.DataFrame, said: pd.DataFrame | None = None, bundle: str = "b"):
    speakers = validate(DeidentifiedSpeakers, speakers)
    tables = {
        "deidentified_speakers": speakers,
        "deidentified_segments": segments(speakers) if said is None else said,
    }
    return share(tables, DEFAULT, lambda prefix, old: f"{prefix}-{bundle}-{hash((bundle, old))}")


def test_words_of_those_who_do_not_allow_it_stay() -> None:
    told = people(12)
    told.loc[:4, "consent_share"] = False
    assert len(shared(told).tables["deidentified_segments"]) == 7


def test_unread_words_stop_the_bundle() -> None:
    told = people(9)
    with pytest.raises(ConsentError, match="9 of 9 texts were not read"):
        shared(told, segments(told, state="detected"))


def test_fewer_people_than_the_policy_asks_for_are_left_out() -> None:
    with pytest.raises(ConsentError, match="nobody"):
        shared(people(4))


def test_everybody_shares_all_attributes_with_four_others() -> None:
    told = people(60)
    told["age_band"] = ["25-44", "45-64", "65+"] * 20
    told["quintile"] = pd.array([n % 5 + 1 for n in range(60)], dtype="Int64")
    told.loc[7, "ethnicity"] = "black"
    told.loc[9, "stakeholder_groups"] = "ombudsman"
    done = shared(told)
    found = done.tables["deidentified_speakers"]
    assert len(found) == 60
    assert found.groupby(list(TOLD_OF_PEOPLE), dropna=False).size().min() >= 5
    assert not found["ethnicity"].eq("black").any()
    assert "ombudsman" not in set(done.tables["deidentified_segments"]["stakeholder_groups"])
    assert any("place" in line for line in done.told)


def test_people_who_were_talked_with_are_never_shared_by_place() -> None:
    told = people(20, mode="interview", sampling="purposive")
    found = shared(told).tables["deidentified_speakers"]
    assert found["quintile"].isna().all()
    assert (found["rural_urban"] == "").all()


def test_two_bundles_have_no_id_in_common() -> None:
    told = people(9)
    one, other = shared(told, bundle="one").tables, shared(told, bundle="other").tables
    for name, column in (
        ("deidentified_speakers", "speaker_id"),
        ("deidentified_segments", "segment_id"),
    ):
        ids = set(one[name][column])
        assert not ids & set(other[name][column])
        assert not ids & set(told["speaker_id"])
