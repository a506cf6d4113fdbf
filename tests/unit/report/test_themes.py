"""Pictures of themes can be read: no label on another, nothing small, all of it told in words.

Themes and numbers are invented.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.report.themes import stability_bars, theme_dots, theme_map, theme_page, theme_tree
from insight.report.themes.labels import Box, Dot, apart, beside
from insight.report.themes.page import ThemePage
from insight.report.themes.released import only_words, released_pictures

AREA = Box(0, 0, 600, 400)
PLACES = st.tuples(st.floats(0, 600), st.floats(0, 400), st.floats(5, 20))


def themes(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "theme_id": range(n),
            "label": [f"Waiting for an invented thing of kind {number}" for number in range(n)],
            "keywords": "one, two",
            "status": "candidate",
            "n_speakers": pd.array([40 - number for number in range(n)], dtype="Int64"),
            "repeatability": np.linspace(0.95, 0.2, n),
        }
    )


def places(n: int, spread: float = 1.0) -> pd.DataFrame:
    at = np.random.default_rng(4).uniform(-spread, spread, (n, 2))
    return pd.DataFrame({"theme_id": range(n), "x": at[:, 0], "y": at[:, 1]})


def merges(n: int) -> pd.DataFrame:
    nodes = range(n, 2 * n - 1)
    left = [0, *list(nodes)[:-1]]
    return pd.DataFrame(
        {"node": nodes, "left": left, "right": range(1, n), "height": np.linspace(0.2, 1, n - 1)}
    )


def counts() -> pd.DataFrame:
    rows = [
        (0, "person_using_services", 6, 8),
        (0, "vcs_partner", 0, 6),
        (1, "person_using_services", 3, 8),
        (1, "vcs_partner", None, None),
    ]
    table = pd.DataFrame(rows, columns=["theme_id", "group", "n_mentioning", "n_asked"])
    table = table.astype({"n_mentioning": "Int64", "n_asked": "Int64"})
    return table.merge(themes(2)[["theme_id", "label"]], on="theme_id")


def page() -> ThemePage:
    told = counts().rename(columns={"n_mentioning": "said", "n_asked": "asked", "group": "part"})
    told = told.assign(by="group", source="the interviews")
    said = [("central", "an invented sentence that goes on " * 9)]
    return ThemePage(0, "Waiting", "candidate", "one, two", 9, 8, 0.8, told, ["Phoning"], said)


DRAWN = {
    "map": lambda: [theme_map(places(12), themes(12), draft=False)],
    "crowded map": lambda: [theme_map(places(40, 0.3), themes(40), draft=True)],
    "map without numbers": lambda: [
        theme_map(places(5), themes(5).assign(n_speakers=float("nan")), draft=False)
    ],
    "tree": lambda: [theme_tree(merges(9), themes(9), draft=False)],
    "bars": lambda: [stability_bars(themes(9), draft=False)],
    "dots": lambda: list(theme_dots("talks", "the interviews", counts(), draft=False)),
    "page": lambda: [theme_page(page(), draft=True)],
}


@given(st.lists(PLACES, min_size=1, max_size=12))
def test_no_label_ever_stands_on_another_or_on_a_mark(told) -> None:
    dots = apart([Dot(*one) for one in told], AREA)
    boxes = beside(dots, [(90.0, 24.0)] * len(dots), AREA)
    placed = [box for box in boxes if box is not None]
    for number, box in enumerate(placed):
        assert box.within(AREA)
        assert not any(box.overlaps(other) for other in placed[number + 1 :])
        assert not any(box.overlaps(dot.box) for dot in dots)


@pytest.mark.parametrize("kind", DRAWN)
def test_every_picture_says_its_message_and_brings_its_numbers(kind: str) -> None:
    for figure in DRAWN[kind]():
        assert figure.alt.endswith("table.")
        assert len(figure.data)
        assert figure.title
        assert figure.png.startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", DRAWN)
def test_the_same_numbers_give_the_same_bytes(kind: str) -> None:
    for one, other in zip(DRAWN[kind](), DRAWN[kind](), strict=True):
        assert one.svg == other.svg
        assert one.png == other.png


@pytest.mark.parametrize("kind", DRAWN)
def test_no_letter_is_smaller_than_nine_points_and_none_leaves_the_picture(
    kind: str, monkeypatch
) -> None:
    from matplotlib.text import Text

    seen: list[tuple[float, bool]] = []
    draw = Text.draw

    def watched(self, renderer, *args, **kwargs):
        if self.get_text().strip() and self.get_visible():
            box, canvas = self.get_window_extent(renderer), self.get_figure().bbox
            inside = box.x0 >= -2 and box.x1 <= canvas.x1 + 2 and box.y0 >= -2
            seen.append((self.get_fontsize(), inside and box.y1 <= canvas.y1 + 2))
        return draw(self, renderer, *args, **kwargs)

    monkeypatch.setattr(Text, "draw", watched)
    DRAWN[kind]()
    assert seen
    assert min(size for size, _ in seen) >= 9
    assert all(inside for _, inside in seen)


def test_a_theme_is_called_repeatable_from_three_quarters_on() -> None:
    told = stability_bars(themes(2).assign(repeatability=[0.75, 0.7499]), draft=False)
    assert told.data["words"].to_list() == ["repeatable", "fragile"]
    assert "1 of them are repeatable" in told.alt


def test_a_number_that_is_not_shown_has_no_dot_and_says_so() -> None:
    (figure,) = theme_dots("talks", "the interviews", counts(), draft=False)
    assert "6 of 8" in figure.alt
    assert "no number can be shown for voluntary" in figure.alt


def test_a_theme_page_names_no_group_of_fewer_than_five() -> None:
    told = page()
    few = told.counts.assign(asked=pd.array([4, 4, 4, 4], dtype="Int64"))
    assert "Spoken of most" in theme_page(told, draft=False).alt
    assert "Spoken of most" not in theme_page(replace(told, counts=few), draft=False).alt


def test_the_report_draws_released_themes_and_a_reflexive_one_counts_nobody(release) -> None:
    tables = dict(release.tables) | {"themes": themes(4), "theme_map": places(4)}
    own = replace(release, tables=tables)
    names = [figure.name for figure in released_pictures(own)]
    assert names[0] == "theme-map"
    assert "theme-stability" in names
    reflexive = released_pictures(replace(own, approach="reflexive"))
    assert [figure.name for figure in reflexive] == ["theme-map"]
    assert reflexive[0].data["people"].isna().all()


def test_what_one_group_alone_spoke_of_is_told_in_whole_numbers(release) -> None:
    only = pd.DataFrame(
        {
            "source_name": ["interviews"],
            "mode": "interview",
            "sampling": "purposive",
            "theme_id": 0,
            "group": "unpaid_carer",
            "n_mentioning": 3,
            "n_group": 9,
            "n_asked": 23,
            "chance": None,
            "chance_adjusted": None,
        }
    )
    tables = dict(release.tables) | {"themes": themes(4), "theme_only": only}
    (told,) = only_words(replace(release, tables=tables))
    assert "3 of 9, and none of the other 14 people" in told
    assert not only_words(replace(release, tables=tables, approach="reflexive"))
