"""From what people say of where they live to an area, without the postcode ever showing."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from insight.errors import InputError, VintageError
from insight.places import Reference, place_speakers
from insight.settings import PlacesSettings

People = Callable[..., pd.DataFrame]


def some_postcode(reference: Reference, *, terminated: bool = False) -> tuple[str, str]:
    rows = reference.postcodes.sort_values("postcode")
    rows = rows[(rows["terminated"] == terminated) & rows["postcode"].str[-3].eq("1")]
    return rows["postcode"].iloc[0], rows["lsoa_code"].iloc[0]


def statuses(speakers: pd.DataFrame, reference: Reference, settings: PlacesSettings) -> list[str]:
    areas, _ = place_speakers(speakers, reference, settings)
    return list(areas["link_status"])


def test_any_spelling_of_a_postcode_finds_the_same_area(
    people: People, of_2021: Reference, settings: PlacesSettings
) -> None:
    postcode, area = some_postcode(of_2021)
    out, inward = postcode[:-3], postcode[-3:]
    spellings = [
        f"{out} {inward}",
        f"  {out.lower()}-{inward.lower()}. ",
        f"{out}\u00a0{inward}",
        f"{out} I{inward[1:]}",  # a letter typed for the digit one
    ]
    speakers = people(*[{"postcode": spelling} for spelling in spellings])
    areas, report = place_speakers(speakers, of_2021, settings)
    assert set(areas["lsoa_code"]) == {area}
    assert report.set_index("link_status").loc["linked", "n"] == len(spellings)
    known = of_2021.index.set_index("lsoa_code").loc[area]
    assert areas.loc[0, "decile"] == known["decile"]
    assert areas.loc[0, "local_rank"] == known["local_rank"]


def test_each_way_of_telling_a_place_has_its_own_status(
    people: People, of_2021: Reference, settings: PlacesSettings
) -> None:
    live, _ = some_postcode(of_2021)
    gone, _ = some_postcode(of_2021, terminated=True)
    speakers = people(
        {"postcode": live},
        {"postcode": gone},
        {"lsoa_code": of_2021.index["lsoa_code"].iloc[3]},
        {},
        {"postcode": live[:-3]},
        {"postcode": live[:-2]},
        {"postcode": "ZZ99 9ZZ"},
        {"lsoa_code": "E01000001"},
        {"postcode": live, "resident": False},
        {"postcode": live, "stakeholder_groups": "staff_frontline;vcs_partner"},
        {"postcode": live, "stakeholder_groups": "staff_frontline;unpaid_carer"},
        {"postcode": live, "stakeholder_groups": ""},
    )
    assert statuses(speakers, of_2021, settings) == [
        "linked",
        "linked_terminated",
        "given_area",
        "no_place_given",
        "partial_postcode",
        "partial_postcode",
        "unknown_postcode",
        "outside_authority",
        "not_a_resident",
        "not_a_resident",
        "linked",
        "linked",
    ]


def test_who_is_not_linked_has_no_area_at_all(
    people: People, of_2021: Reference, settings: PlacesSettings
) -> None:
    postcode, _ = some_postcode(of_2021)
    speakers = people({"postcode": postcode, "resident": False}, {"lsoa_code": "E01000001"})
    areas, _ = place_speakers(speakers, of_2021, settings)
    assert (areas["lsoa_code"] == "").all()
    figures = areas[["decile", "national_quintile", "local_rank", "quintile"]]
    assert figures.isna().all(axis=None)


def test_rows_told_to_ignore_are_not_looked_up(people: People, of_2021: Reference) -> None:
    postcode, _ = some_postcode(of_2021)
    ignoring = PlacesSettings(authority="E06000057", ignore=["row 2"])
    speakers = people({"postcode": postcode}, {"lsoa_code": "nonsense"})
    assert statuses(speakers, of_2021, ignoring) == ["linked", "no_place_given"]


def split_area(reference: Reference, other: Reference) -> str:
    return sorted(set(other.index["lsoa_code"]) - set(reference.index["lsoa_code"]))[0]


def test_an_area_of_the_other_vintage_is_refused_where_it_stands(
    people: People, of_2021: Reference, of_2011: Reference, settings: PlacesSettings
) -> None:
    old, new = split_area(of_2021, of_2011), split_area(of_2011, of_2021)
    mixed = people({"lsoa_code": new}, {"lsoa_code": old})
    with pytest.raises(VintageError, match=r"survey\.csv, row 2: 1 of 2 .* 2011") as refused:
        place_speakers(mixed, of_2021, settings)
    assert "deprivation =" not in str(refused.value)
    assert old not in str(refused.value)


def test_when_all_areas_are_of_the_other_vintage_the_setting_is_named(
    people: People, of_2021: Reference, of_2011: Reference, settings: PlacesSettings
) -> None:
    both = sorted(of_2021.codes_in_both)[0]
    speakers = people({"lsoa_code": split_area(of_2021, of_2011)}, {"lsoa_code": both})
    with pytest.raises(VintageError, match=r'deprivation = "iod2019"'):
        place_speakers(speakers, of_2021, settings)
    speakers = people({"lsoa_code": split_area(of_2011, of_2021)}, {"lsoa_code": both})
    with pytest.raises(VintageError, match=r'deprivation = "iod2025"'):
        place_speakers(speakers, of_2011, settings)


def test_a_study_none_of_whose_postcodes_is_found_stops_without_telling_them(
    people: People, of_2021: Reference, settings: PlacesSettings
) -> None:
    speakers = people({"postcode": "ZZ99 9ZZ"}, {"postcode": "a few words"}, {})
    with pytest.raises(InputError, match="not one of 2 postcodes") as refused:
        place_speakers(speakers, of_2021, settings)
    message = str(refused.value)
    assert "survey.csv, row 1" in message
    assert not any(word in message for word in ("ZZ99", "9ZZ", "a few words"))


def test_a_study_that_asked_for_the_first_half_only_goes_on_without_areas(
    people: People, of_2021: Reference, settings: PlacesSettings
) -> None:
    postcode, _ = some_postcode(of_2021)
    speakers = people({"postcode": postcode[:-3]}, {"postcode": postcode[:-3]})
    assert set(statuses(speakers, of_2021, settings)) == {"partial_postcode"}


def test_the_order_of_rows_and_the_vintage_of_the_table_do_not_matter(
    people: People, of_2011: Reference, of_2021: Reference, settings: PlacesSettings
) -> None:
    postcodes = of_2021.postcodes["postcode"].sort_values().iloc[::4000]
    speakers = people(*[{"postcode": postcode} for postcode in postcodes])
    for reference in (of_2011, of_2021):
        forward, _ = place_speakers(speakers, reference, settings)
        backward, _ = place_speakers(speakers.iloc[::-1], reference, settings)
        pd.testing.assert_frame_equal(forward, backward)
        assert set(forward["vintage"]) == {reference.vintage.value}
        assert forward["lsoa_code"].isin(reference.index["lsoa_code"]).all()
