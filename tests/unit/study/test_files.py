"""`insight code`: what it writes beside the codes. Texts and codes are invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from insight.progress import silent
from insight.study.files import code

BOOK = """
title = "Invented"
version = "1"
[[code]]
code = "C1"
label = "cost"
definition = "What care costs."
cues = ["charge", "price"]
[[code]]
code = "C2"
label = "nothing"
definition = "Zzz."
"""


class NoMeaning:
    """Sentence vectors that tell nothing apart."""

    def encode(self, texts: list[str], progress: object = None) -> np.ndarray:
        return np.ones((len(texts), 4))


def test_what_the_suggestions_of_each_code_rest_on_is_told_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("insight.inference.SentenceEncoder", NoMeaning)
    (tmp_path / "book.toml").write_text(BOOK, "utf-8")
    said = ["The charge and the price went up"] * 2 + [f"A cup of tea, {n}" for n in range(4)]
    pd.DataFrame({"id": range(6), "text": said}).to_csv(tmp_path / "t.csv", index=False)
    book = tmp_path / "book.toml"

    done = code(tmp_path / "t.csv", "text", "id", book, None, tmp_path / "out", lambda _: silent)

    table = pd.read_csv(tmp_path / "out/codes_learned.csv")
    assert list(table) == ["code", "regime", "n_positive", "cut", "expected_f1"]
    assert table["regime"].to_list() == ["codebook", "too few"]
    assert table["n_positive"].to_list() == [0, 0]
    assert table[["cut", "expected_f1"]].isna().all(axis=1).to_list() == [False, True]
    assert list(done.standings["code"]) == ["C1", "C2"]
    assert done.standings.loc[1, ["cut", "expected_f1"]].to_list() == ["", ""]
    (few,) = [note for note in done.notes if note.startswith("Not enough examples")]
    assert few.endswith("C2.")
