"""Where themes lie, on directions whose angles are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from insight.themes.middles import beside_codes, middles_of, theme_map, theme_tree

D = 384
PLACES = {0: {0: 1.0}, 1: {0: 0.9, 1: 0.436}, **{theme: {theme: 1.0} for theme in range(2, 12)}}
"""Theme -> components: 0 and 1 are alike (cosine 0.9 before centring), the others like nothing."""


def tables(per_theme: int = 30, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    draw = np.random.default_rng(seed)
    rows = []
    for theme, place in PLACES.items():
        middle = np.zeros(D)
        middle[list(place)] = list(place.values())
        rows += [
            (f"s{theme:02d}{n:03d}", theme, middle + draw.normal(0, 0.02, D))
            for n in range(per_theme)
        ]
    ids, themes, vectors = zip(*rows, strict=True)
    weights = pd.DataFrame({"segment_id": ids, "theme_id": themes, "weight": 1.0})
    return weights, pd.DataFrame({"segment_id": ids, "vector": vectors})


def test_themes_alike_stand_near_one_another_and_join_first() -> None:
    middles = middles_of(*tables())
    at = theme_map(middles).set_index("theme_id")
    far = {
        (one, other): float(np.hypot(*(at.loc[one] - at.loc[other])))
        for one in at.index
        for other in at.index
        if one < other
    }
    assert min(far, key=far.get) == (0, 1)
    tree = theme_tree(middles)
    assert set(tree.loc[0, ["left", "right"]]) == {0, 1}
    assert tree["n_themes"].iloc[-1] == len(PLACES)
    assert tree["height"].is_monotonic_increasing
    assert middles.nearest(0)[0] == 1


def test_a_map_fills_its_frame_and_does_not_hang_on_the_order_of_rows() -> None:
    weights, vectors = tables()
    one = theme_map(middles_of(weights, vectors))
    other = theme_map(
        middles_of(weights.sample(frac=1, random_state=1), vectors.sample(frac=1, random_state=2))
    )
    pd.testing.assert_frame_equal(one, other)
    assert one[["x", "y"]].abs().to_numpy().max() == pytest.approx(1)


def test_one_theme_and_two_have_a_map_as_well() -> None:
    weights, vectors = tables()
    for count in (1, 2):
        middles = middles_of(weights, vectors).only(set(range(count)))
        assert len(theme_map(middles)) == count
        assert len(theme_tree(middles)) == count - 1


def test_a_theme_that_no_code_speaks_of_is_outside_the_codebook() -> None:
    weights, vectors = tables()
    codes = {"A": np.eye(D)[[0]], "B": np.eye(D)[[2]]}
    beside = beside_codes(middles_of(weights, vectors), codes, seed=3).set_index("theme_id")
    assert beside.loc[[0, 1, 2], "code"].to_list() == ["A", "A", "B"]
    assert not beside.loc[[0, 1, 2], "outside"].any()
    assert beside.loc[3:, "outside"].all()
