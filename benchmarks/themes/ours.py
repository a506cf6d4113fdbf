"""Our themes in a process of their own, as `twice.py` says."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from twice import fitted_twice

from insight.schemas import DeidentifiedSegments, columns_of
from insight.settings import ThemesSettings
from insight.themes import FittedThemes, fit_themes

SEED = 20261123
NOT_CLUSTERED = -2


def as_segments(texts: list[str], speakers: list[str], rows: Any) -> pd.DataFrame:
    """A row a text; `rows` number them."""
    ids = [f"r{row:06d}" for row in rows]
    told: dict[str, object] = dict.fromkeys(columns_of(DeidentifiedSegments), "")
    told |= {"source_name": "benchmark", "kind": "survey", "mode": "survey", "wave": "1"}
    told |= {"sampling": "self_selected", "role": "participant", "state": "detected"}
    return pd.DataFrame(told, index=ids).assign(
        segment_id=ids,
        document_id=ids,
        speaker_id=speakers,
        text=texts,
        prompted=True,
        position=0,
        n_redactions=0,
    )


def main_themes(fitted: FittedThemes, rows: Any) -> Any:
    """The main theme of each row (highest weight, ties by theme_id); -1 none, -2 not clustered."""
    ordered = fitted.segment_themes.sort_values(
        ["segment_id", "weight", "theme_id"], ascending=[True, False, True]
    )
    main = ordered.drop_duplicates("segment_id").set_index("segment_id")["theme_id"]
    return main.reindex([f"r{row:06d}" for row in rows], fill_value=NOT_CLUSTERED).to_numpy()


def fit(texts: list[str], vectors: Any, folder: Path, rows: Any) -> Any:
    """Main themes with the default settings but for the fewest words, which ours.json holds."""
    given = json.loads((folder / "ours.json").read_text("utf-8"))
    segments = as_segments(texts, [given["speakers"][row] for row in rows], rows)
    table = pd.DataFrame({"segment_id": segments["segment_id"], "vector": list(vectors)})
    fitted = fit_themes(segments, table[::-1], ThemesSettings(min_words=given["words"]), SEED)
    fitted.themes.to_json(folder / "themes.json", orient="records")
    fitted.stability.to_json(folder / "stability.json", orient="records")
    return main_themes(fitted, rows)


if __name__ == "__main__":
    fitted_twice(fit, Path(sys.argv[2]), float(sys.argv[3]))
