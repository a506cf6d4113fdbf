"""The slope index as OHID computes it, checked against its published example and arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from insight.errors import InputError
from insight.inequality import slope_index

# Example data in the public documentation of PHEindicatormethods::phe_sii (life expectancy by
# decile in two areas).
PUBLISHED = pd.DataFrame(
    {
        "area": ["Area1"] * 10 + ["Area2"] * 10,
        "decile": [*range(1, 11), *range(1, 11)],
        "people": [
            *(7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534),
            *(21675, 20065, 19750, 24713, 20112, 19618, 22408, 19752, 18939, 19312),
        ],
        "value": [
            *(75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3),
            *(70.5, 71.6, 72.5, 73.5, 73.1, 76.2, 78.7, 80.6, 80.9, 80.0),
        ],
        "lower": [
            *(72.7, 75.3, 80.9, 80.2, 77.1, 78.0, 79.0, 81.4, 75.8, 83.2),
            *(70.1, 71.1, 72.0, 73.1, 72.7, 75.7, 78.2, 80.1, 80.4, 79.5),
        ],
        "upper": [
            *(79.1, 81.4, 86.8, 87.1, 83.8, 84.2, 84.4, 86.9, 85.4, 89.4),
            *(71.0, 72.1, 73.2, 73.7, 75.8, 78.8, 79.8, 81.2, 81.3, 80.9),
        ],
        "se": [
            *(1.64, 1.58, 1.51, 1.78, 1.70, 1.56, 1.37, 1.40, 2.43, 1.57),
            *(0.23, 0.26, 0.30, 0.16, 0.79, 0.78, 0.40, 0.28, 0.23, 0.35),
        ],
    }
)
PROPORTIONS = pd.DataFrame(
    {
        "decile": [1, 2, 3, 4, 5],
        "people": [1200, 900, 1000, 1100, 800],
        "value": [0.41, 0.36, 0.30, 0.27, 0.21],
        "lower": [0.38, 0.33, 0.27, 0.24, 0.18],
        "upper": [0.44, 0.39, 0.33, 0.30, 0.24],
    }
)
COLUMNS = {"value": "value", "population": "people", "quantile": "decile"}
LIMITS = {"lower": "lower", "upper": "upper"}


def weighted_line(table: pd.DataFrame, y: np.ndarray) -> tuple[float, float]:
    """Intercept and slope by least squares on rows multiplied by the root of their weight."""
    share = (table["people"] / table["people"].sum()).to_numpy()
    rank = np.cumsum(share) - share / 2
    root = np.sqrt(share)
    design = np.column_stack([root, root * rank])
    intercept, slope = np.linalg.lstsq(design, root * y, rcond=None)[0]
    return float(intercept), float(slope)


@pytest.fixture(scope="module")
def result() -> pd.DataFrame:
    return slope_index(PUBLISHED, **COLUMNS, **LIMITS, by="area").set_index("area")


class TestPublishedExample:
    @pytest.mark.parametrize(
        ("area", "intercept", "sii", "rii"),
        [("Area1", 78.032, 7.000, 1.0897), ("Area2", 69.343, 12.623, 1.1820)],
    )
    def test_line(
        self, result: pd.DataFrame, area: str, intercept: float, sii: float, rii: float
    ) -> None:
        row = result.loc[area]
        assert row["intercept"] == pytest.approx(intercept, abs=0.0006)
        assert row["sii"] == pytest.approx(sii, abs=0.0006)
        assert row["rii"] == pytest.approx(rii, abs=0.00006)

    @pytest.mark.parametrize("area", ["Area1", "Area2"])
    def test_line_to_six_digits(self, result: pd.DataFrame, area: str) -> None:
        # The published figures are rounded; least squares on the published data tell the rest.
        part = PUBLISHED[PUBLISHED["area"] == area]
        intercept, slope = weighted_line(part, part["value"].to_numpy())
        row = result.loc[area]
        assert row["intercept"] == pytest.approx(intercept, abs=1e-6)
        assert row["sii"] == pytest.approx(slope, abs=1e-6)
        assert row["rii"] == pytest.approx((intercept + slope) / intercept, abs=1e-6)

    @pytest.mark.parametrize(
        ("area", "lower", "upper"), [("Area1", 3.19, 10.86), ("Area2", 12.02, 13.23)]
    )
    def test_limits(self, result: pd.DataFrame, area: str, lower: float, upper: float) -> None:
        assert result.loc[area, "sii_lower"] == pytest.approx(lower, abs=0.05)
        assert result.loc[area, "sii_upper"] == pytest.approx(upper, abs=0.05)

    def test_simulated_limits_are_those_of_the_normal_distribution(
        self, result: pd.DataFrame
    ) -> None:
        part = PUBLISHED.query("area == 'Area1'")
        share = (part["people"] / part["people"].sum()).to_numpy()
        rank = np.cumsum(share) - share / 2 - 0.5
        pull = share * rank / (share * rank**2).sum()
        se = (part["upper"] - part["lower"]) / (2 * 1.959964)
        half = 1.959964 * float(np.sqrt(((pull * se) ** 2).sum()))
        row = result.loc["Area1"]
        assert row["sii_upper"] - row["sii"] == pytest.approx(half, rel=0.01)
        assert row["sii"] - row["sii_lower"] == pytest.approx(half, rel=0.01)

    def test_columns(self, result: pd.DataFrame) -> None:
        assert result.columns.tolist() == [
            "sii",
            "sii_lower",
            "sii_upper",
            "rii",
            "rii_lower",
            "rii_upper",
            "intercept",
        ]


class TestArithmetic:
    def test_five_unequal_quantiles_by_hand(self) -> None:
        # shares .1 .2 .4 .2 .1, ranks .05 .2 .5 .8 .95; deviations from 1/2 -.45 -.3 0 .3 .45:
        # sum of squares .1*.2025*2 + .2*.09*2 = .0765
        # cross products with 10 8 6 5 1: -.45 - .48 + 0 + .3 + .045 = -.585
        # slope -.585/.0765 = -7.647059; mean 1 + 1.6 + 2.4 + 1 + .1 = 6.1
        table = pd.DataFrame(
            {
                "decile": [1, 2, 3, 4, 5],
                "people": [10, 20, 40, 20, 10],
                "value": [10.0, 8.0, 6.0, 5.0, 1.0],
                "se": [0.0] * 5,
            }
        )
        row = slope_index(table, **COLUMNS, se="se").iloc[0]
        assert row["sii"] == pytest.approx(-0.585 / 0.0765)
        assert row["intercept"] == pytest.approx(6.1 + 0.585 / 0.0765 / 2)
        assert row["rii"] == pytest.approx(1 + row["sii"] / row["intercept"])
        assert (row["sii_lower"], row["sii_upper"]) == (row["sii"], row["sii"])

    def test_untransformed_proportions_fit_the_proportions_themselves(self) -> None:
        row = slope_index(PROPORTIONS, **COLUMNS, **LIMITS, value_type="proportion").iloc[0]
        intercept, slope = weighted_line(PROPORTIONS, PROPORTIONS["value"].to_numpy())
        assert row["sii"] == pytest.approx(slope)
        assert row["intercept"] == pytest.approx(intercept)
        assert row["sii_lower"] < row["sii"] < row["sii_upper"] < 0
        assert row["rii_lower"] < row["rii"] < row["rii_upper"] < 1

    @pytest.mark.parametrize(
        ("value_type", "forward", "backward"),
        [("rate", np.log, np.exp), ("proportion", logit, expit)],
    )
    def test_a_transformed_line_is_turned_back_at_its_ends(
        self, value_type: str, forward: np.ufunc, backward: np.ufunc
    ) -> None:
        row = slope_index(
            PROPORTIONS, **COLUMNS, **LIMITS, value_type=value_type, transform=True, multiplier=100
        ).iloc[0]
        intercept, slope = weighted_line(PROPORTIONS, forward(PROPORTIONS["value"].to_numpy()))
        most, least = backward(intercept), backward(intercept + slope)
        assert row["sii"] == pytest.approx(100 * (least - most))
        assert row["rii"] == pytest.approx(least / most)
        assert row["intercept"] == pytest.approx(100 * most)

    def test_transformed_limits_turn_around_the_middle_of_the_line(self) -> None:
        row = slope_index(
            PROPORTIONS, **COLUMNS, **LIMITS, value_type="proportion", transform=True
        ).iloc[0]
        y = logit(PROPORTIONS["value"].to_numpy())
        intercept, slope = weighted_line(PROPORTIONS, y)
        share = (PROPORTIONS["people"] / 5000).to_numpy()
        rank = np.cumsum(share) - share / 2 - 0.5
        pull = share * rank / (share * rank**2).sum()
        se = (logit(PROPORTIONS["upper"]) - logit(PROPORTIONS["lower"])) / (2 * 1.959964)
        half = 1.959964 * float(np.sqrt(((pull * se) ** 2).sum()))
        middle = intercept + slope / 2
        low = expit(middle + (slope - half) / 2) - expit(middle - (slope - half) / 2)
        high = expit(middle + (slope + half) / 2) - expit(middle - (slope + half) / 2)
        assert row["sii_lower"] == pytest.approx(low, abs=0.001)
        assert row["sii_upper"] == pytest.approx(high, abs=0.001)

    def test_given_limits_are_95_percent_limits_at_any_confidence(self) -> None:
        narrow = slope_index(PUBLISHED.iloc[:10], **COLUMNS, **LIMITS, confidence=0.90).iloc[0]
        wide = slope_index(PUBLISHED.iloc[:10], **COLUMNS, **LIMITS, confidence=0.998).iloc[0]
        ratio = (wide["sii_upper"] - wide["sii_lower"]) / (
            narrow["sii_upper"] - narrow["sii_lower"]
        )
        assert ratio == pytest.approx(3.0902 / 1.6449, rel=0.03)


class TestInvariance:
    @given(
        st.permutations(range(20)),
        st.integers(0, 2**31),
    )
    @settings(max_examples=15, deadline=None)
    def test_row_order_changes_nothing(self, order: list[int], seed: int) -> None:
        options = {**COLUMNS, "se": "se", "by": "area", "repetitions": 1000, "seed": seed}
        pd.testing.assert_frame_equal(
            slope_index(PUBLISHED, **options), slope_index(PUBLISHED.iloc[order], **options)
        )

    @given(
        values=st.lists(st.floats(10, 90), min_size=5, max_size=10),
        people=st.lists(st.integers(1, 10_000), min_size=10, max_size=10),
        factor=st.floats(0.01, 1000),
    )
    @settings(max_examples=30, deadline=None)
    def test_only_shares_of_the_population_matter(
        self, values: list[float], people: list[int], factor: float
    ) -> None:
        table = pd.DataFrame({"value": values, "people": people[: len(values)], "se": 0.01})
        table["decile"] = range(1, len(values) + 1)
        options = {**COLUMNS, "se": "se", "repetitions": 1000}
        one = slope_index(table, **options)
        other = slope_index(table.assign(people=table["people"] * factor), **options)
        np.testing.assert_allclose(one["sii"], other["sii"], rtol=1e-6, atol=1e-6)

    @given(alpha=st.floats(1, 100), beta=st.floats(-50, 50), k=st.integers(5, 10))
    @settings(max_examples=30, deadline=None)
    def test_an_exact_line_is_found_whatever_the_populations(
        self, alpha: float, beta: float, k: int
    ) -> None:
        people = np.arange(1, k + 1) ** 2
        rank = (np.cumsum(people) - people / 2) / people.sum()
        table = pd.DataFrame(
            {"decile": range(1, k + 1), "people": people, "value": alpha + beta * rank}
        )
        row = slope_index(table.assign(se=0.0), **COLUMNS, se="se", repetitions=1000).iloc[0]
        assert row["sii"] == pytest.approx(beta, abs=1e-8)
        assert row["intercept"] == pytest.approx(alpha, abs=1e-8)

    @pytest.mark.parametrize("transform", [False, True])
    def test_a_negative_multiplier_flips_the_slope_and_inverts_the_ratio(
        self, transform: bool
    ) -> None:
        options = {**COLUMNS, **LIMITS, "value_type": "proportion", "transform": transform}
        plain = slope_index(PROPORTIONS, **options).iloc[0]
        turned = slope_index(PROPORTIONS, **options, multiplier=-1).iloc[0]
        assert turned["sii"] == pytest.approx(-plain["sii"])
        assert turned["rii"] == pytest.approx(1 / plain["rii"])
        # The 2,500th and the 97,500th of 100,000 are not mirror images by one place.
        assert turned["sii_lower"] == pytest.approx(-plain["sii_upper"], rel=0.001)
        assert turned["rii_upper"] == pytest.approx(1 / plain["rii_lower"], rel=0.001)

    def test_a_group_comes_out_the_same_alone_and_among_others(self) -> None:
        together = slope_index(PUBLISHED, **COLUMNS, se="se", by=["area"])
        alone = slope_index(PUBLISHED.iloc[10:], **COLUMNS, se="se")
        np.testing.assert_array_equal(
            together.iloc[1, 1:].to_numpy(dtype=float), alone.iloc[0].to_numpy(dtype=float)
        )


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"people": [0] + [5] * 9}, "zero or negative"),
            ({"value": [np.nan] + [5.0] * 9}, "missing"),
            ({"se": [-1.0] + [1.0] * 9}, "negative"),
            ({"decile": [1, 2, 3, 4, 5, 6, 7, 8, 9, 11]}, "quantile is missing"),
            ({"decile": [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]}, "each once"),
            ({"decile": list("abcdefghij")}, "not numbers"),
        ],
    )
    def test_a_table_that_cannot_be_right(self, change: dict[str, list], told: str) -> None:
        table = PUBLISHED.iloc[:10].assign(**change)
        with pytest.raises(InputError, match=told):
            slope_index(table, **COLUMNS, se="se")

    def test_four_quantiles(self) -> None:
        with pytest.raises(InputError, match="4 quantiles"):
            slope_index(PUBLISHED.iloc[:4], **COLUMNS, se="se")

    def test_a_group_that_lacks_a_quantile(self) -> None:
        with pytest.raises(InputError, match="9 rows where 10"):
            slope_index(PUBLISHED.iloc[:19], **COLUMNS, se="se", by="area")

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            ({}, "exactly one way"),
            ({"se": "se", **LIMITS}, "exactly one way"),
            ({"lower": "lower"}, "exactly one way"),
            ({"se": "se", "transform": True, "value_type": "rate"}, "not for a given se"),
            ({**LIMITS, "transform": True}, "not for a given se"),
            ({**LIMITS, "value_type": "proportion"}, "between 0 and 1"),
            ({**LIMITS, "value_type": "odds"}, "type of value"),
            ({**LIMITS, "repetitions": 999}, "fewer than 1000"),
            ({**LIMITS, "confidence": 95}, "0.95"),
            ({**LIMITS, "multiplier": 0}, "other than 0"),
            ({"lower": "upper", "upper": "lower"}, "outside their own limits"),
            ({"se": "error"}, "no column error"),
        ],
    )
    def test_a_call_that_cannot_be_meant(self, options: dict[str, object], told: str) -> None:
        with pytest.raises(InputError, match=told):
            slope_index(PUBLISHED.iloc[:10], **COLUMNS, **options)

    def test_a_proportion_of_nobody_points_to_the_participants(self) -> None:
        with pytest.raises(InputError, match="individual_slope"):
            slope_index(
                PROPORTIONS.assign(value=[0, 0.3, 0.3, 0.3, 0.3], lower=0.0),
                **COLUMNS,
                **LIMITS,
                value_type="proportion",
            )

    def test_more_than_ten_quantiles_give_a_warning(self) -> None:
        table = pd.DataFrame({"decile": range(12), "people": 1, "value": range(1, 13), "se": 0.1})
        with pytest.warns(UserWarning, match="unstable"):
            slope_index(table, **COLUMNS, se="se", repetitions=1000)

    def test_a_ratio_over_nothing_has_no_limits_and_says_so(self) -> None:
        table = PUBLISHED.iloc[:10].assign(value=[-1.0, 0, 1, 0, -1, 0, 1, 2, 1, 2])
        with pytest.warns(UserWarning, match="too close to 0"):
            row = slope_index(table, **COLUMNS, se="se").iloc[0]
        assert np.isnan(row["rii_lower"])
        assert np.isfinite(row["sii_lower"])
