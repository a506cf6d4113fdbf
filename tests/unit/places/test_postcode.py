"""One spelling of a postcode, and what its shape alone tells. All postcodes are made up."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.places.postcode import in_other_nation, is_not_geographic, normalised


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zz1 1ab", "ZZ11AB"),
        ("ZZ1-1AB.", "ZZ11AB"),
        ("Z Z 1 1 A B", "ZZ11AB"),
        ("ZZ1\u00a01AB", "ZZ11AB"),
        ("ZZ1 IAB", "ZZ11AB"),  # a letter for the inward digit
        ("ZZ1O OAB", "ZZ100AB"),
        ("ZI 1AB", "Z11AB"),  # no area has I in second place
        ("0X1 1AB", "OX11AB"),  # and none begins with a digit
        ("Z1A 1AB", "Z1A1AB"),
        ("ZZ1", "ZZ1"),  # a part is left as it is
        ("ZO1", "ZO1"),
        ("", ""),
    ],
)
def test_however_it_is_typed_it_is_the_same_postcode(typed: str, meant: str) -> None:
    assert normalised(pd.Series([typed])).tolist() == [meant]


def test_only_areas_wholly_outside_england_tell_their_nation() -> None:
    outside = pd.Series(["EH11AA", "BT11AA", "CF101AA", "JE11AA", "IM11AA", "G11AA"])
    unknown = pd.Series(["TD151AA", "CH51AA", "GL11AA", "GU11AA", "SY101AA"])
    assert in_other_nation(outside).all()
    assert not in_other_nation(unknown).any()


def test_forces_and_sorting_codes_are_no_places() -> None:
    assert is_not_geographic(pd.Series(["BF11AA", "BX11AA", "GIR0AA"])).all()
    assert not is_not_geographic(pd.Series(["B11AA", "BB11AA"])).any()
