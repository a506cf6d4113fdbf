"""Headings over themes: what is near goes together."""

from __future__ import annotations

import numpy as np

from insight.themes.hierarchy import heading_labels, headings, theme_hierarchy
from insight.themes.material import Material
from insight.themes.terms import vocabulary
from insight.themes.themed import Themed


def pairs(count: int, apart: float) -> np.ndarray:
    """`count` pairs of directions; the two of a pair have a cosine of 1 - `apart`."""
    angle = np.arccos(1 - apart)
    made = np.zeros((2 * count, 2 * count))
    for at in range(count):
        made[2 * at, 2 * at] = 1
        made[2 * at + 1, 2 * at : 2 * at + 2] = np.cos(angle), np.sin(angle)
    return made


def test_themes_that_are_near_share_a_heading_at_the_height_of_their_distance() -> None:
    groups, heights = headings(pairs(4, apart=0.1))
    assert groups.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert np.allclose(heights, 0.1)


def test_a_few_themes_need_no_headings() -> None:
    groups, heights = headings(pairs(2, apart=0.1))
    assert groups.tolist() == [0, 1, 2, 3]
    assert not heights.any()


def test_forty_themes_have_seven_headings_at_most() -> None:
    centres = np.random.default_rng(5).normal(size=(40, 384))
    groups, _ = headings(centres / np.linalg.norm(centres, axis=1, keepdims=True))
    assert 3 <= len(set(groups.tolist())) <= 7


def test_a_heading_of_one_theme_has_its_name_and_a_wider_one_a_name_of_its_own() -> None:
    texts = ["the early bus is late", "the late bus is full"] * 2 + ["our lunch club meets"] * 2
    speakers = [{f"p{at}"} for at in range(6)]
    themed = Themed(Material(vocabulary(texts, speakers), speakers), np.array([0, 1, 0, 1, 2, 2]))
    names = ["Early bus", "Full bus", "Lunch club"]
    found = heading_labels(themed, np.array([0, 0, 1]), names)
    assert found[1] == "Lunch club"
    assert "bus" in found[0].lower()
    assert found[0] not in names


def test_a_heading_whose_themes_share_no_words_goes_by_the_largest_of_them() -> None:
    said = [["the early bus was late"] * 3, ["our choir sang"] * 2, ["a form came"] * 2]
    texts = [f"{text}, {at}" for group in said for at, text in enumerate(group)]
    # Sixteen matters of which nobody else speaks, under the same heading.
    texts += [f"somebody saw the {thing}" for thing in "abcdefghijklmnop"]
    main = np.array([0] * 3 + [1] * 2 + [2] * 2 + [3] * 16)
    speakers = [{f"p{at}"} for at in range(len(texts))]
    themed = Themed(Material(vocabulary(texts, speakers), speakers), main)
    names = ["Early bus", "Choir", "Form", "Mixed remarks (4)"]
    assert heading_labels(themed, np.array([0, 1, 0, 0]), names)[0] == "Early bus, and 2 more"


def test_the_table_has_a_row_per_theme() -> None:
    texts = ["the bus", "the van", "a choir"]
    speakers = [{f"p{at}"} for at in range(3)]
    themed = Themed(Material(vocabulary(texts, speakers), speakers), np.arange(3))
    table = theme_hierarchy(themed, np.eye(3), ["Bus", "Van", "Choir"])
    assert list(table["parent_label"]) == ["Bus", "Van", "Choir"]
    assert list(table.columns) == ["theme_id", "parent", "parent_label", "height"]
